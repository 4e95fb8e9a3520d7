package io.tarn.store.acl;

import io.tarn.api.s3.AccessControlPolicy;
import io.tarn.api.s3.Grantee.Builder;
import io.tarn.kernel.CanonicalIds;
import io.tarn.store.acl.Acl.Grant;
import io.tarn.store.acl.Grantee.Account;
import io.tarn.store.acl.Grantee.Group;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/** Lists as S3's structures, on the wire and in the ledger. */
public final class AclForms {
  private static final String CANONICAL_USER = "CanonicalUser";
  private static final String GROUP = "Group";

  private AclForms() {}

  /** Grants as GetBucketAcl and GetObjectAcl show them: groups first, else in their order. */
  public static List<io.tarn.api.s3.Grant> shown(Acl acl) {
    List<Grant> ordered = new ArrayList<>(acl.grants());
    ordered.sort(Comparator.comparing(grant -> grant.grantee() instanceof Group ? 0 : 1));
    return grants(ordered, CanonicalIds::of);
  }

  static List<io.tarn.api.s3.Grant> grants(List<Grant> grants, Accounts.Namer namer) {
    List<io.tarn.api.s3.Grant> shown = new ArrayList<>();
    for (Grant grant : grants) {
      Builder grantee = io.tarn.api.s3.Grantee.builder();
      switch (grant.grantee()) {
        case Account account -> {
          String name = namer.name(account.number());
          grantee.type(CANONICAL_USER).id(name);
          if (!name.equals(account.number())) {
            grantee.displayName(account.number());
          }
        }
        case Group group -> grantee.type(GROUP).uri(group.uri());
      }
      shown.add(
          io.tarn.api.s3.Grant.builder()
              .grantee(grantee.build())
              .permission(grant.permission().name())
              .build());
    }
    return shown;
  }

  /** Reads what {@link Acl#toText} wrote. */
  static Acl stored(AccessControlPolicy policy) {
    List<Grant> grants = new ArrayList<>();
    for (io.tarn.api.s3.Grant grant : Objects.requireNonNull(policy.grants())) {
      io.tarn.api.s3.Grantee grantee = Objects.requireNonNull(grant.grantee());
      grants.add(
          new Grant(
              grantee.uri() == null
                  ? new Account(Objects.requireNonNull(grantee.id()))
                  : Group.find(grantee.uri()).orElseThrow(),
              Permission.valueOf(Objects.requireNonNull(grant.permission()))));
    }
    return new Acl(Objects.requireNonNull(Objects.requireNonNull(policy.owner()).id()), grants);
  }
}
