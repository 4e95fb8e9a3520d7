package io.tarn.ledger;

import java.time.Instant;

/**
 * A task under lease.
 *
 * @param attempt 1 at the first try, counting tries that a crash cut off
 */
public record Task(
    long id,
    String kind,
    String key,
    Instant due,
    int attempt,
    int attempts,
    String traceId,
    String body) {}
