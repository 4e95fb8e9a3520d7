package io.tarn.keys.secrets;

import java.time.Duration;

/**
 * The limits of secrets, equal to AWS's quotas where there is one. Source: AWS Secrets Manager User
 * Guide, "Secret name constraints" and "AWS Secrets Manager quotas".
 *
 * @param versions beyond which the oldest without a label go
 */
record SecretLimits(
    int secrets,
    int versions,
    int tags,
    int valueBytes,
    int policyBytes,
    int nameLength,
    Duration windowMin,
    Duration windowMax,
    int page,
    int batch) {
  static final SecretLimits AWS =
      new SecretLimits(
          500_000, 100, 50, 65_536, 20_480, 512, Duration.ofDays(7), Duration.ofDays(30), 100, 20);
}
