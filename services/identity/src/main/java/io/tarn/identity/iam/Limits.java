package io.tarn.identity.iam;

import io.tarn.identity.access.IdentityError;
import io.tarn.identity.state.Kind;
import io.tarn.kernel.ServiceError;

/**
 * AWS's default quotas. Sizes are characters without white space. Source: IAM User Guide, "IAM and
 * AWS STS quotas".
 */
public final class Limits {
  public static final int USERS = 5_000;
  public static final int GROUPS = 300;
  public static final int ROLES = 1_000;
  public static final int PROFILES = 1_000;
  public static final int POLICIES = 1_500;
  public static final int KEYS_A_USER = 2;
  public static final int GROUPS_A_USER = 10;
  public static final int ATTACHED = 10;
  public static final int ROLES_A_PROFILE = 1;
  public static final int VERSIONS = 5;
  public static final int TAGS = 50;
  public static final int MANAGED_SIZE = 6_144;
  public static final int TRUST_SIZE = 2_048;
  public static final int SESSION_POLICY_SIZE = 2_048;
  public static final int PAGE = 100;

  private Limits() {}

  /** How many entities of a kind an account may have. */
  public static int entities(Kind kind) {
    return switch (kind) {
      case USER -> USERS;
      case GROUP -> GROUPS;
      case ROLE -> ROLES;
      case PROFILE -> PROFILES;
      case POLICY -> POLICIES;
    };
  }

  /** All inline policies of an entity together. */
  public static int inlineSize(Kind kind) {
    return switch (kind) {
      case USER -> 2_048;
      case GROUP -> 5_120;
      case ROLE -> 10_240;
      case PROFILE, POLICY -> throw new IllegalArgumentException("No inline policies: " + kind);
    };
  }

  public static ServiceError exceeded(String quota, int limit) {
    return IdentityError.LIMIT_EXCEEDED.of("Cannot exceed quota for " + quota + ": " + limit);
  }
}
