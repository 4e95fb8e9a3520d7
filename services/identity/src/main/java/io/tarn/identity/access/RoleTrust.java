package io.tarn.identity.access;

import static java.util.Objects.requireNonNull;

import io.tarn.identity.policy.Decision;
import io.tarn.identity.policy.Evaluator;
import io.tarn.identity.policy.PolicyKind;
import io.tarn.identity.policy.PolicySet;
import io.tarn.identity.policy.Request;
import io.tarn.identity.state.Entity;
import io.tarn.identity.state.Granted;
import io.tarn.identity.state.IdentityState;
import io.tarn.identity.state.Kind;
import io.tarn.kernel.Arn;
import io.tarn.kernel.Caller;
import io.tarn.kernel.ServiceError;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Roles as their trust policies open them. */
public final class RoleTrust {
  /** Trusts an id that no principal has: what stands in for the policy of a role that is not. */
  public static final String NOBODY =
      "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":"
          + "{\"AWS\":\"AROAAAAAAAAAAAAAAAAAA\"},\"Action\":\"sts:AssumeRole\"}]}";

  private final IdentityState state;

  public RoleTrust(IdentityState state) {
    this.state = requireNonNull(state, "state is null");
  }

  /** The role of an ARN, path and all. */
  public Optional<Entity> findRole(String roleArn) {
    if (!Arn.isArn(roleArn)) {
      return Optional.empty();
    }
    String name = roleArn.substring(roleArn.lastIndexOf('/') + 1);
    return state
        .findGranted(Kind.ROLE, name)
        .map(Granted::entity)
        .filter(role -> role.arn(state.account()).equals(roleArn));
  }

  /**
   * A session for a service of the lake.
   *
   * @param context what the trust policy's conditions may ask for
   * @throws ServiceError AccessDenied when the role does not exist or does not trust the service
   */
  public Caller.RoleSession assume(
      String roleArn,
      String servicePrincipal,
      String sessionName,
      Map<String, List<String>> context) {
    Caller.Service service = new Caller.Service(state.account(), servicePrincipal);
    Optional<Entity> role = findRole(roleArn);
    String trust = role.map(found -> found.details().trust()).orElse(NOBODY);
    Map<String, List<String>> keys = new HashMap<>();
    keys.put("aws:sourceaccount", List.of(state.account()));
    keys.put("aws:principalisawsservice", List.of("true"));
    keys.put("aws:principalservicename", List.of(servicePrincipal));
    context.forEach((key, values) -> keys.put(key.toLowerCase(Locale.ROOT), values));
    PolicySet policies =
        new PolicySet(
            List.of(),
            Optional.empty(),
            List.of(),
            Optional.of(state.compiled().parse(trust, PolicyKind.TRUST)),
            PolicySet.Trust.REQUIRED);
    Decision decision =
        Evaluator.decide(new Request(service, "sts:AssumeRole", roleArn, keys::get), policies);
    if (role.isEmpty() || !decision.isAllowed()) {
      throw IdentityError.ACCESS_DENIED.of(
          "User: "
              + servicePrincipal
              + " is not authorized to perform: sts:AssumeRole on resource: "
              + roleArn
              + " "
              + decision.reason("sts:AssumeRole"));
    }
    return session(role.get(), sessionName, List.of(), Map.of());
  }

  /** A session of a role whose trust has been checked. */
  public Caller.RoleSession session(
      Entity role, String sessionName, List<String> policies, Map<String, String> tags) {
    return new Caller.RoleSession(
        state.account(), role.name(), role.path(), role.id(), sessionName, policies, tags);
  }
}
