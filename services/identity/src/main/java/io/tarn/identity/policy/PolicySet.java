package io.tarn.identity.policy;

import java.util.List;
import java.util.Optional;

/**
 * All policies that take part in one decision.
 *
 * @param identity those of the user and its groups, or of the role
 * @param boundary the permissions boundary of the user or role
 * @param session the session's policies; several are a union, none means no limit
 * @param resource the policy on the resource
 * @param trusted whether the resource policy has to take part in every permission, as a role's
 *     trust policy and a key's policy do; an identity policy alone then never suffices
 */
public record PolicySet(
    List<Policy> identity,
    Optional<Policy> boundary,
    List<Policy> session,
    Optional<Policy> resource,
    Trust trusted) {
  /** Whether the resource's policy is one voice or a condition of every permission. */
  public enum Trust {
    OPTIONAL,
    REQUIRED
  }

  public PolicySet {
    identity = List.copyOf(identity);
    session = List.copyOf(session);
  }

  public static PolicySet of(List<Policy> identity) {
    return new PolicySet(identity, Optional.empty(), List.of(), Optional.empty(), Trust.OPTIONAL);
  }
}
