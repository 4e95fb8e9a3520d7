package io.tarn.identity.iam;

import static java.util.Objects.requireNonNull;

import io.tarn.api.Access;
import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.iam.Tag;
import io.tarn.identity.access.IdentityError;
import io.tarn.identity.access.KeyUses;
import io.tarn.identity.policy.Policy;
import io.tarn.identity.policy.PolicyError;
import io.tarn.identity.policy.PolicyKind;
import io.tarn.identity.state.Details;
import io.tarn.identity.state.Entity;
import io.tarn.identity.state.Granted;
import io.tarn.identity.state.IdentityState;
import io.tarn.identity.state.Kind;
import io.tarn.identity.state.ManagedPolicies;
import io.tarn.identity.state.Tables;
import io.tarn.kernel.Caller;
import io.tarn.kernel.ServiceError;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What IAM operations work with: the state, access rules by kind, and the errors of names. */
public final class Iam {
  private final IdentityState state;
  private final KeyUses uses;

  public Iam(IdentityState state, KeyUses uses) {
    this.state = requireNonNull(state, "state is null");
    this.uses = requireNonNull(uses, "uses is null");
  }

  public IdentityState state() {
    return state;
  }

  public Views views() {
    return new Views(this);
  }

  public Attachments attachments() {
    return new Attachments(this);
  }

  public InlinePolicies inline() {
    return new InlinePolicies(this);
  }

  public KeyUses uses() {
    return uses;
  }

  public String account() {
    return state.account();
  }

  public <T> T read(Function<Tables, T> work) {
    return state.read(work);
  }

  public <T> T commit(Function<Tables, T> work) {
    return state.commit(work);
  }

  // Access rules

  /** An action on a named entity, with its tags as condition keys. */
  public <I> AccessRule<I> on(String action, Kind kind, Function<I, String> name) {
    return (input, call) -> List.of(access(action, kind, name.apply(input)));
  }

  /** An action on the user named, or on the caller itself when none is. */
  public <I> AccessRule<I> onUser(String action, Function<I, @Nullable String> name) {
    return (input, call) -> {
      String given = name.apply(input);
      if (given == null && !(call.caller() instanceof Caller.User)) {
        return List.of(Access.of(action, call.caller().arn()));
      }
      return List.of(access(action, Kind.USER, userName(given, call)));
    };
  }

  /** An action on a managed policy, by its ARN. */
  public <I> AccessRule<I> onPolicy(String action, Function<I, String> arn) {
    return (input, call) -> List.of(policyAccess(action, arn.apply(input)));
  }

  /** Attaching and detaching: the policy is a condition key. */
  public <I> AccessRule<I> onAttachment(
      String action, Kind kind, Function<I, String> name, Function<I, String> policyArn) {
    return (input, call) ->
        List.of(
            access(action, kind, name.apply(input))
                .withContext("iam:PolicyARN", policyArn.apply(input)));
  }

  /** An action on a listing below a path. */
  public <I> AccessRule<I> onPath(String action, Kind kind, Function<I, @Nullable String> prefix) {
    return (input, call) -> {
      String path = prefix.apply(input);
      return List.of(
          Access.of(
              action,
              "arn:aws:iam::" + account() + ":" + kind.word() + (path == null ? "/" : path)));
    };
  }

  public Access access(String action, Kind kind, String name) {
    Optional<Entity> entity =
        kind == Kind.USER || kind == Kind.ROLE
            ? state.findGranted(kind, name).map(Granted::entity)
            : read(tables -> tables.find(kind, name));
    if (entity.isEmpty()) {
      return Access.of(action, "arn:aws:iam::" + account() + ":" + kind.word() + "/" + name);
    }
    Access access = Access.of(action, entity.get().arn(account()));
    for (Map.Entry<String, String> tag : entity.get().tags().entrySet()) {
      access =
          access
              .withContext("aws:ResourceTag/" + tag.getKey(), tag.getValue())
              .withContext("iam:ResourceTag/" + tag.getKey(), tag.getValue());
    }
    String boundary = entity.get().details().boundary();
    return boundary == null ? access : access.withContext("iam:PermissionsBoundary", boundary);
  }

  /** Making an entity: its path, its tags and its boundary count. */
  public Access creation(
      String action,
      Kind kind,
      @Nullable String path,
      String name,
      @Nullable List<Tag> tags,
      @Nullable String boundary) {
    String arn =
        "arn:aws:iam::" + account() + ":" + kind.word() + (path == null ? "/" : path) + name;
    Access access = requestTags(Access.of(action, arn), tags);
    return boundary == null ? access : access.withContext("iam:PermissionsBoundary", boundary);
  }

  public static Access requestTags(Access access, @Nullable List<Tag> tags) {
    if (tags == null || tags.isEmpty()) {
      return access;
    }
    Access all =
        access.withContext("aws:TagKeys", tags.stream().map(Tag::key).toArray(String[]::new));
    for (Tag tag : tags) {
      all = all.withContext("aws:RequestTag/" + tag.key(), tag.value());
    }
    return all;
  }

  public static Access tagKeys(Access access, List<String> keys) {
    return access.withContext("aws:TagKeys", keys.toArray(String[]::new));
  }

  public Access policyAccess(String action, String arn) {
    Access access = Access.of(action, arn);
    Optional<Entity> policy =
        ManagedPolicies.isManaged(arn)
            ? Optional.empty()
            : read(tables -> tables.findPolicy(arn, account()));
    for (Map.Entry<String, String> tag : policy.map(Entity::tags).orElse(Map.of()).entrySet()) {
      access = access.withContext("aws:ResourceTag/" + tag.getKey(), tag.getValue());
    }
    return access;
  }

  // Names

  /** The user named, or the calling user. */
  public static String userName(@Nullable String given, Call call) {
    if (given != null) {
      return given;
    }
    if (call.caller() instanceof Caller.User user) {
      return user.name();
    }
    throw IdentityError.VALIDATION_ERROR.of(
        "Must specify userName when calling with non-User credentials");
  }

  public Entity load(Tables tables, Kind kind, String name) {
    return tables.find(kind, name).orElseThrow(() -> missing(kind, name));
  }

  public static ServiceError missing(Kind kind, String name) {
    return IdentityError.NO_SUCH_ENTITY.of(
        switch (kind) {
          case USER -> "The user with name " + name + " cannot be found.";
          case GROUP -> "The group with name " + name + " cannot be found.";
          case ROLE -> "The role with name " + name + " cannot be found.";
          case PROFILE -> "Instance Profile " + name + " cannot be found.";
          case POLICY -> "Policy " + name + " was not found.";
        });
  }

  /** A customer managed policy by its ARN. */
  public Entity loadPolicy(Tables tables, String arn) {
    return tables.findPolicy(arn, account()).orElseThrow(() -> missing(Kind.POLICY, arn));
  }

  /** Refuses changes of what AWS manages. */
  public static void refuseManaged(String arn) {
    if (ManagedPolicies.isManaged(arn)) {
      throw IdentityError.ACCESS_DENIED.of(
          "Policy is outside your own account: "
              + arn
              + " is managed by AWS and cannot be changed");
    }
  }

  /** Refuses changes of roles that belong to a service. */
  public static void refuseServiceLinked(Entity role) {
    if (role.kind() == Kind.ROLE && role.path().startsWith("/aws-service-role/")) {
      throw IdentityError.UNMODIFIABLE_ENTITY.of(
          "Cannot perform the operation on the protected role '"
              + role.name()
              + "' - this role is only modifiable by AWS");
    }
  }

  /** Makes an entity whose name is still free and for which there is room. */
  public Entity create(
      Tables tables,
      Kind kind,
      String name,
      @Nullable String path,
      String id,
      Details details,
      Call call) {
    if (tables.find(kind, name).isPresent()) {
      throw IdentityError.ENTITY_ALREADY_EXISTS.of(
          switch (kind) {
            case USER -> "User with name " + name + " already exists.";
            case GROUP -> "Group with name " + name + " already exists.";
            case ROLE -> "Role with name " + name + " already exists.";
            case PROFILE -> "Instance Profile " + name + " already exists.";
            case POLICY ->
                "A policy called " + name + " already exists. Duplicate names are not allowed.";
          });
    }
    if (tables.count(kind) >= Limits.entities(kind)) {
      throw Limits.exceeded(
          switch (kind) {
            case USER -> "UsersPerAccount";
            case GROUP -> "GroupsPerAccount";
            case ROLE -> "RolesPerAccount";
            case PROFILE -> "InstanceProfilesPerAccount";
            case POLICY -> "PoliciesPerAccount";
          },
          Limits.entities(kind));
    }
    Entity entity = new Entity(kind, name, path == null ? "/" : path, id, call.now(), details);
    tables.insert(entity);
    return entity;
  }

  public static String newId(Kind kind, Call call) {
    return call.ids().unique(kind.idPrefix(), 21);
  }

  // Documents

  /**
   * @throws ServiceError MalformedPolicyDocument
   */
  public static Policy parse(String document, PolicyKind kind) {
    try {
      return Policy.parse(document, kind);
    } catch (PolicyError e) {
      throw IdentityError.MALFORMED_POLICY_DOCUMENT.of(e.message());
    }
  }

  /** A trust policy: well-formed, small enough, and naming principals that exist. */
  public void checkTrust(Tables tables, String document) {
    if (Policy.size(document) > Limits.TRUST_SIZE) {
      throw Limits.exceeded("ACLSizePerRole", Limits.TRUST_SIZE);
    }
    for (String name : parse(document, PolicyKind.TRUST).principalNames()) {
      boolean exists =
          principalExists(tables, name, Kind.USER) && principalExists(tables, name, Kind.ROLE);
      if (!exists) {
        throw IdentityError.MALFORMED_POLICY_DOCUMENT.of(
            "Invalid principal in policy: \"AWS\":\"" + name + "\"");
      }
    }
  }

  /** True as well for every name that is not one of that kind in this account. */
  private boolean principalExists(Tables tables, String arn, Kind kind) {
    if (!arn.startsWith("arn:aws:iam::" + account() + ":" + kind.word() + "/")) {
      return true;
    }
    String name = arn.substring(arn.lastIndexOf('/') + 1);
    return tables.find(kind, name).filter(found -> found.arn(account()).equals(arn)).isPresent();
  }

  /** A managed policy that may be a boundary or be attached. */
  public void checkAttachable(Tables tables, String arn) {
    if (tables.findManaged(arn, account()).isEmpty()) {
      throw IdentityError.NO_SUCH_ENTITY.of(
          "Policy " + arn + " does not exist or is not attachable.");
    }
  }
}
