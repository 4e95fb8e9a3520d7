package io.tarn.keys.secrets;

import java.nio.charset.StandardCharsets;

/** Policies that secrets may have. */
final class SecretPolicies {
  private SecretPolicies() {}

  /**
   * @throws io.tarn.kernel.ServiceError MalformedPolicyDocumentException, LimitExceededException
   */
  static void check(Secrets secrets, String arn, String policy) {
    int most = secrets.limits().policyBytes();
    if (policy.getBytes(StandardCharsets.UTF_8).length > most) {
      throw SecretsError.LIMIT_EXCEEDED.with("A secret's policy has at most " + most + " bytes");
    }
    secrets.policyRules().check(policy, "secretsmanager", arn, SecretsError.MALFORMED_POLICY);
  }
}
