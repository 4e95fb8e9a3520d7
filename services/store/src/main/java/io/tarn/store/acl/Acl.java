package io.tarn.store.acl;

import static java.util.Objects.requireNonNull;

import io.tarn.api.Ownership.Grants;
import io.tarn.api.StructureJson;
import io.tarn.api.s3.AccessControlPolicy;
import io.tarn.api.s3.Owner;
import io.tarn.store.acl.Grantee.Account;
import io.tarn.store.acl.Grantee.Group;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * An access control list with the account whose bucket or object it is about.
 *
 * @param owner twelve digits, or {@code anonymous}
 */
public record Acl(String owner, List<Grant> grants) {
  /** One line of a list. */
  public record Grant(Grantee grantee, Permission permission) {
    public Grant {
      requireNonNull(grantee, "grantee is null");
      requireNonNull(permission, "permission is null");
    }
  }

  public Acl {
    requireNonNull(owner, "owner is null");
    grants = List.copyOf(grants);
  }

  /** What there is where nobody has granted anything. */
  public static Acl ownersOnly(String owner) {
    return new Acl(owner, List.of(new Grant(new Account(owner), Permission.FULL_CONTROL)));
  }

  public boolean isOwnersOnly() {
    return equals(ownersOnly(owner));
  }

  /** Whether something is granted to everyone, or to everyone with a signature. */
  public boolean isPublic() {
    return grants.stream()
        .anyMatch(grant -> grant.grantee() instanceof Group group && group.isPublic());
  }

  /** The list without what makes it public. */
  public Acl withoutPublic() {
    return new Acl(
        owner,
        grants.stream()
            .filter(grant -> !(grant.grantee() instanceof Group group && group.isPublic()))
            .toList());
  }

  /** Whom the list grants a permission. */
  public Grants allowing(Permission permission) {
    boolean everyone = false;
    boolean signed = false;
    Set<String> accounts = new HashSet<>();
    for (Grant grant : grants) {
      if (!grant.permission().includes(permission)) {
        continue;
      }
      switch (grant.grantee()) {
        case Account account -> accounts.add(account.number());
        case Group group -> {
          everyone |= group == Group.ALL_USERS;
          signed |= group == Group.AUTHENTICATED_USERS;
        }
      }
    }
    return new Grants(everyone, signed, accounts);
  }

  /** The form in the ledger: S3's structure, with accounts by their number. */
  public String toText() {
    return StructureJson.write(
        AccessControlPolicy.builder()
            .owner(Owner.builder().id(owner).build())
            .grants(AclForms.grants(grants, Accounts.BY_NUMBER))
            .build());
  }

  public static Acl ofText(String text) {
    return AclForms.stored(StructureJson.read(text, AccessControlPolicy.builder()).build());
  }
}
