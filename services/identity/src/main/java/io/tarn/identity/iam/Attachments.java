package io.tarn.identity.iam;

import io.tarn.api.Call;
import io.tarn.api.iam.AttachedPolicy;
import io.tarn.identity.access.IdentityError;
import io.tarn.identity.state.Entity;
import io.tarn.identity.state.Kind;
import io.tarn.identity.state.Relation;
import io.tarn.kernel.Page;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Managed policies on users, groups and roles, and as their boundaries. */
public final class Attachments {
  private final Iam iam;

  public Attachments(Iam iam) {
    this.iam = iam;
  }

  /** Attaching what is attached changes nothing. */
  public void attach(Kind kind, String name, String arn, Call call) {
    iam.commit(
        tables -> {
          Entity owner = iam.load(tables, kind, name);
          Iam.refuseServiceLinked(owner);
          iam.checkAttachable(tables, arn);
          List<String> attached = tables.targets(Relation.ATTACHED, owner);
          if (!attached.contains(arn) && attached.size() >= Limits.ATTACHED) {
            throw Limits.exceeded("PoliciesPer" + capital(kind), Limits.ATTACHED);
          }
          tables.link(Relation.ATTACHED, owner, arn, call.now());
          return true;
        });
  }

  public void detach(Kind kind, String name, String arn) {
    iam.commit(
        tables -> {
          Entity owner = iam.load(tables, kind, name);
          Iam.refuseServiceLinked(owner);
          if (!tables.unlink(Relation.ATTACHED, owner, arn)) {
            throw IdentityError.NO_SUCH_ENTITY.of("Policy " + arn + " was not found.");
          }
          return true;
        });
  }

  /** In the order of their ARNs. */
  public Page<AttachedPolicy> list(
      Kind kind,
      String name,
      @Nullable String pathPrefix,
      @Nullable Integer maxItems,
      @Nullable String marker) {
    List<String> arns =
        iam.read(tables -> tables.targets(Relation.ATTACHED, iam.load(tables, kind, name)));
    List<AttachedPolicy> policies =
        arns.stream()
            .filter(arn -> pathPrefix == null || path(arn).startsWith(pathPrefix))
            .map(Views::attached)
            .toList();
    return Paging.of(
        policies,
        maxItems,
        marker,
        policy -> String.valueOf(policy.policyArn()),
        "attached",
        kind,
        name,
        String.valueOf(pathPrefix));
  }

  public void putBoundary(Kind kind, String name, String arn, Call call) {
    iam.commit(
        tables -> {
          Entity owner = iam.load(tables, kind, name);
          Iam.refuseServiceLinked(owner);
          iam.checkAttachable(tables, arn);
          String old = owner.details().boundary();
          if (old != null) {
            tables.unlink(Relation.BOUNDARY, owner, old);
          }
          tables.link(Relation.BOUNDARY, owner, arn, call.now());
          tables.update(owner.with(owner.details().withBoundary(arn)));
          return true;
        });
  }

  public void deleteBoundary(Kind kind, String name) {
    iam.commit(
        tables -> {
          Entity owner = iam.load(tables, kind, name);
          Iam.refuseServiceLinked(owner);
          String old = owner.details().boundary();
          if (old == null) {
            throw IdentityError.NO_SUCH_ENTITY.of(
                capital(kind) + " " + name + " has no permissions boundary.");
          }
          tables.unlink(Relation.BOUNDARY, owner, old);
          tables.update(owner.with(owner.details().withBoundary(null)));
          return true;
        });
  }

  /** The path of a policy's ARN, from slash to slash. */
  static String path(String arn) {
    return arn.substring(arn.indexOf('/'), arn.lastIndexOf('/') + 1);
  }

  static String capital(Kind kind) {
    return kind.word().substring(0, 1).toUpperCase(Locale.ROOT) + kind.word().substring(1);
  }
}
