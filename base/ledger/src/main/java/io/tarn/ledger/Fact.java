package io.tarn.ledger;

import java.time.Instant;

/**
 * Something that has happened. Positions grow in commit order and are never reused; they may have
 * gaps.
 */
public record Fact(
    long position,
    String kind,
    int version,
    Instant time,
    String region,
    String subject,
    String caller,
    String traceId,
    String body) {}
