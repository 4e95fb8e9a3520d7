package io.tarn.identity.iam;

import io.tarn.api.Call;
import io.tarn.identity.access.IdentityError;
import io.tarn.identity.policy.Policy;
import io.tarn.identity.policy.PolicyKind;
import io.tarn.identity.state.Document;
import io.tarn.identity.state.Entity;
import io.tarn.identity.state.Kind;
import io.tarn.kernel.Page;
import io.tarn.kernel.ServiceError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Policies that belong to one user, group or role. */
public final class InlinePolicies {
  private final Iam iam;

  public InlinePolicies(Iam iam) {
    this.iam = iam;
  }

  public void put(Kind kind, String owner, String name, String document, Call call) {
    Iam.parse(document, PolicyKind.IDENTITY);
    iam.commit(
        tables -> {
          Entity entity = iam.load(tables, kind, owner);
          Iam.refuseServiceLinked(entity);
          int size = Policy.size(document);
          for (Document other : tables.documents(entity)) {
            size += other.name().equals(name) ? 0 : Policy.size(other.text());
          }
          if (size > Limits.inlineSize(kind)) {
            throw IdentityError.LIMIT_EXCEEDED.of(
                "Maximum policy size of "
                    + Limits.inlineSize(kind)
                    + " bytes exceeded for "
                    + kind.word()
                    + " "
                    + entity.name());
          }
          tables.putDocument(entity, new Document(name, document, call.now()));
          return true;
        });
  }

  public Document load(Kind kind, String owner, String name) {
    return iam.read(
        tables ->
            tables
                .findDocument(iam.load(tables, kind, owner), name)
                .orElseThrow(() -> missing(kind, name)));
  }

  public void delete(Kind kind, String owner, String name) {
    iam.commit(
        tables -> {
          Entity entity = iam.load(tables, kind, owner);
          Iam.refuseServiceLinked(entity);
          if (!tables.deleteDocument(entity, name)) {
            throw missing(kind, name);
          }
          return true;
        });
  }

  /** The names, in order. */
  public Page<String> list(
      Kind kind, String owner, @Nullable Integer maxItems, @Nullable String marker) {
    List<String> names =
        iam.read(
            tables ->
                tables.documents(iam.load(tables, kind, owner)).stream()
                    .map(Document::name)
                    .toList());
    return Paging.of(names, maxItems, marker, name -> name, "inline", kind, owner);
  }

  private static ServiceError missing(Kind kind, String name) {
    return IdentityError.NO_SUCH_ENTITY.of(
        "The " + kind.word() + " policy with name " + name + " cannot be found.");
  }
}
