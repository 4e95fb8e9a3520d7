package io.tarn.keys;

/**
 * The room's limits, equal to AWS's quotas where there is one. Source: AWS KMS Developer Guide,
 * "Resource quotas".
 */
record Limits(
    int keys, int aliasesOfKey, int tags, int policyBytes, int page, int windowMin, int windowMax) {
  static final Limits AWS = new Limits(100_000, 50, 50, 32 * 1024, 100, 7, 30);
}
