package io.tarn.identity.policy;

/**
 * How a principal element names a caller. What a resource policy's Allow is worth depends on it;
 * the order is from weak to strong.
 */
enum Match {
  NONE,
  /** The account: permission is delegated to it, and its identity policies decide. */
  ACCOUNT,
  /** The role behind a session, or everyone: boundary and session policies still limit it. */
  ROLE,
  /** The caller itself: nothing but a Deny limits it. */
  DIRECT;

  Match or(Match other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
