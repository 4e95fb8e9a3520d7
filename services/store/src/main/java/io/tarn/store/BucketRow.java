package io.tarn.store;

import java.time.Instant;
import java.util.Optional;

/**
 * A bucket as the ledger has it.
 *
 * @param tags JSON, when there are any
 */
record BucketRow(
    String name,
    String region,
    Instant created,
    Versioning versioning,
    boolean eventBridge,
    Optional<String> policy,
    Optional<String> tags) {}
