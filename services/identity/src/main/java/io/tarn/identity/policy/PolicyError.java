package io.tarn.identity.policy;

/**
 * A policy document that cannot be accepted. The message is AWS's; whoever put the policy gives it
 * the error code of its own service (MalformedPolicyDocument, MalformedPolicy).
 */
public final class PolicyError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public PolicyError(String message) {
    super(message, null, false, false);
  }

  public String message() {
    return String.valueOf(getMessage());
  }
}
