package io.tarn.identity.policies;

import io.tarn.identity.iam.Iam;
import io.tarn.identity.policies.Simulation.Source;
import io.tarn.identity.policy.Policy;
import io.tarn.identity.policy.PolicyKind;
import io.tarn.identity.state.Document;
import io.tarn.identity.state.Entity;
import io.tarn.identity.state.Kind;
import io.tarn.identity.state.Relation;
import io.tarn.identity.state.Tables;
import io.tarn.kernel.Arn;
import io.tarn.kernel.Caller;
import java.util.ArrayList;
import java.util.List;

/** A user, group or role with the policies it has, as simulations take them. */
record SimulatedPrincipal(Caller caller, List<Source> sources, List<Source> boundaries) {
  private static final String KIND = "IAM Policy";

  /**
   * @throws io.tarn.kernel.ServiceError NoSuchEntity when the ARN names none of the account
   */
  static SimulatedPrincipal load(Iam iam, String arn) {
    String name = arn.substring(arn.lastIndexOf('/') + 1);
    Kind kind = kind(arn);
    return iam.read(
        tables -> {
          Entity entity = iam.load(tables, kind, name);
          List<Source> sources = new ArrayList<>(sources(iam, tables, entity));
          if (kind == Kind.USER) {
            for (String group : tables.targets(Relation.MEMBER, entity)) {
              tables
                  .find(Kind.GROUP, group)
                  .ifPresent(found -> sources.addAll(sources(iam, tables, found)));
            }
          }
          List<Source> boundaries = new ArrayList<>();
          String boundary = entity.details().boundary();
          if (boundary != null) {
            boundaries.add(managed(iam, tables, boundary));
          }
          return new SimulatedPrincipal(caller(iam, entity), sources, boundaries);
        });
  }

  private static Kind kind(String arn) {
    String resource = Arn.isArn(arn) ? Arn.parse(arn).resource() : "";
    for (Kind kind : List.of(Kind.USER, Kind.GROUP, Kind.ROLE)) {
      if (resource.startsWith(kind.word() + "/")) {
        return kind;
      }
    }
    throw io.tarn.identity.access.IdentityError.INVALID_INPUT.of(
        "Invalid Entity Arn: " + arn + " does not clearly define entity type and name.");
  }

  private static Caller caller(Iam iam, Entity entity) {
    return entity.kind() == Kind.ROLE
        ? new Caller.RoleSession(
            iam.account(),
            entity.name(),
            entity.path(),
            entity.id(),
            "simulated",
            List.of(),
            entity.tags())
        : new Caller.User(iam.account(), entity.name(), entity.path(), entity.id(), entity.tags());
  }

  private static List<Source> sources(Iam iam, Tables tables, Entity entity) {
    List<Source> sources = new ArrayList<>();
    for (Document document : tables.documents(entity)) {
      sources.add(
          new Source(
              entity.kind().word() + "_" + entity.name() + "_" + document.name(),
              KIND,
              Iam.parse(document.text(), PolicyKind.IDENTITY)));
    }
    for (String arn : tables.targets(Relation.ATTACHED, entity)) {
      sources.add(managed(iam, tables, arn));
    }
    return sources;
  }

  private static Source managed(Iam iam, Tables tables, String arn) {
    Policy policy =
        tables
            .findManaged(arn, iam.account())
            .map(text -> Iam.parse(text, PolicyKind.IDENTITY))
            .orElse(Policy.allowingNothing());
    return new Source(arn.substring(arn.lastIndexOf('/') + 1), KIND, policy);
  }
}
