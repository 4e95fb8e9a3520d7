package io.tarn.identity.access;

import static java.util.Objects.requireNonNull;

import io.tarn.api.Access;
import io.tarn.api.Authorizer;
import io.tarn.api.Call;
import io.tarn.api.Ownership;
import io.tarn.identity.policy.Decision;
import io.tarn.identity.policy.Evaluator;
import io.tarn.identity.policy.Policy;
import io.tarn.identity.policy.PolicyError;
import io.tarn.identity.policy.PolicyKind;
import io.tarn.identity.policy.PolicySet;
import io.tarn.identity.policy.PolicySet.Trust;
import io.tarn.identity.policy.Request;
import io.tarn.identity.state.Granted;
import io.tarn.identity.state.IdentityState;
import io.tarn.identity.state.Kind;
import io.tarn.kernel.Caller;
import io.tarn.kernel.ServiceError;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decides for every call, from what is in memory: an allowed request costs microseconds and no SQL
 * (on several nodes, one read of the version). Thread-safe.
 */
public final class PolicyAuthorizer implements Authorizer {
  /**
   * What the root user may do even where a resource's policy denies it, so nobody is locked out.
   */
  private static final Set<String> ROOT_RESCUES =
      Set.of(
          "s3:getbucketpolicy",
          "s3:putbucketpolicy",
          "s3:deletebucketpolicy",
          "glue:getresourcepolicy",
          "glue:putresourcepolicy",
          "glue:deleteresourcepolicy");

  private static final String EVERYTHING =
      "{\"Version\":\"2012-10-17\",\"Statement\":"
          + "[{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}]}";

  private final IdentityState state;
  private final KeyUses uses;

  public PolicyAuthorizer(IdentityState state, KeyUses uses) {
    this.state = requireNonNull(state, "state is null");
    this.uses = requireNonNull(uses, "uses is null");
  }

  @Override
  public void check(Call call, Access access) {
    Decision decision = decide(call, access);
    if (!decision.isAllowed()) {
      throw denied(call, access, decision);
    }
  }

  @Override
  public boolean allows(Call call, Access access) {
    return decide(call, access).isAllowed();
  }

  /** The error of a refusal, in AWS's words. */
  public static ServiceError denied(Call call, Access access, Decision decision) {
    Caller caller = call.caller();
    String who = caller instanceof Caller.Anonymous ? "anonymous" : caller.arn();
    String where = access.resource();
    if (access.action().startsWith("s3:")) {
      where = "\"" + where + "\"";
    }
    return IdentityError.ACCESS_DENIED.of(
        "User: "
            + who
            + " is not authorized to perform: "
            + access.action()
            + " on resource: "
            + where
            + " "
            + decision.reason(access.action()));
  }

  private Decision decide(Call call, Access access) {
    Caller caller = call.caller();
    restrictSessionKeys(call, access);
    uses.note(call, access);
    Optional<Granted> granted = granted(caller);
    String action = access.action().toLowerCase(Locale.ROOT);
    Ownership ownership = access.ownership();
    String owner = ownership.account().orElse(call.account());
    boolean root = caller instanceof Caller.Root && caller.account().equals(owner);
    if (root && (access.resourcePolicy().isEmpty() || ROOT_RESCUES.contains(action))) {
      return Decision.ALLOWED;
    }
    boolean role = action.startsWith("sts:");
    // Nobody uses a key by an IAM policy that the key's own policy does not call upon.
    boolean trusted = role || action.startsWith("kms:");
    PolicyKind kind = role ? PolicyKind.TRUST : PolicyKind.RESOURCE;
    Optional<Policy> resource =
        access.resourcePolicy().map(text -> resourcePolicy(text, kind, access));
    PolicySet policies =
        new PolicySet(
            granted.map(Granted::identity).orElseGet(() -> ownersPolicies(caller)),
            granted.flatMap(Granted::boundary),
            session(caller),
            resource,
            trusted && resource.isPresent() ? Trust.REQUIRED : Trust.OPTIONAL);
    CallKeys keys = new CallKeys(call, access, tags(caller, granted));
    return Evaluator.decide(
        new Request(caller, access.action(), access.resource(), keys, owner, ownership), policies);
  }

  /** A stored policy that cannot be read protects its resource from everyone. */
  private Policy resourcePolicy(String text, PolicyKind kind, Access access) {
    try {
      return state.compiled().parse(text, kind);
    } catch (PolicyError e) {
      throw IdentityError.ACCESS_DENIED.of(
          "The policy of " + access.resource() + " is malformed: " + e.message());
    }
  }

  /**
   * The caller's policies. One whose user or role is gone, or has been made anew under the same
   * name, is nobody any more.
   */
  private Optional<Granted> granted(Caller caller) {
    return switch (caller) {
      case Caller.User user -> existing(Kind.USER, user.name(), user.userId());
      case Caller.RoleSession session -> existing(Kind.ROLE, session.roleName(), session.roleId());
      case Caller.Federated session -> session.user().flatMap(this::granted);
      case Caller.Root root -> Optional.empty();
      case Caller.Service service -> Optional.empty();
      case Caller.Anonymous anonymous -> Optional.empty();
    };
  }

  private Optional<Granted> existing(Kind kind, String name, String id) {
    Optional<Granted> granted =
        state.findGranted(kind, name).filter(found -> found.entity().id().equals(id));
    if (granted.isEmpty()) {
      throw IdentityError.INVALID_CLIENT_TOKEN_ID.of(
          "The security token included in the request is invalid");
    }
    return granted;
  }

  /** A session of the root user may all that its own policies allow. */
  private List<Policy> ownersPolicies(Caller caller) {
    return caller instanceof Caller.Federated session && session.user().isEmpty()
        ? List.of(state.compiled().parse(EVERYTHING, PolicyKind.IDENTITY))
        : List.of();
  }

  private List<Policy> session(Caller caller) {
    List<String> texts =
        switch (caller) {
          case Caller.RoleSession session -> session.sessionPolicies();
          case Caller.Federated session -> session.sessionPolicies();
          default -> List.of();
        };
    List<Policy> policies = new ArrayList<>();
    for (String text : texts) {
      policies.add(
          text.startsWith("arn:")
              ? state.findManagedPolicy(text).orElse(Policy.allowingNothing())
              : state.compiled().parse(text, PolicyKind.IDENTITY));
    }
    return policies;
  }

  private static Map<String, String> tags(Caller caller, Optional<Granted> granted) {
    Map<String, String> own = granted.map(found -> found.entity().tags()).orElse(Map.of());
    if (!(caller instanceof Caller.RoleSession session) || session.tags().isEmpty()) {
      return own;
    }
    Map<String, String> all = new HashMap<>(own);
    for (Map.Entry<String, String> tag : session.tags().entrySet()) {
      all.keySet().removeIf(name -> name.equalsIgnoreCase(tag.getKey()));
      all.put(tag.getKey(), tag.getValue());
    }
    return all;
  }

  /**
   * Keys of GetSessionToken, made without a device, reach neither IAM nor STS. Source: IAM User
   * Guide, "Compare AWS STS credentials".
   */
  private static void restrictSessionKeys(Call call, Access access) {
    if (call.caller() instanceof Caller.RoleSession || call.caller() instanceof Caller.Federated) {
      return;
    }
    Optional<String> key = call.transport().accessKeyId().filter(SessionTokens::isSessionKey);
    if (key.isEmpty() || call.transport().viaService().isPresent()) {
      return;
    }
    boolean iam = access.action().startsWith("iam:") && !access.action().equals("iam:PassRole");
    boolean sts =
        access.action().startsWith("sts:")
            && !access.action().equals("sts:AssumeRole")
            && !access.action().equals("sts:TagSession");
    if (iam || sts) {
      throw IdentityError.INVALID_CLIENT_TOKEN_ID.of(
          "The security token included in the request is invalid");
    }
  }
}
