package io.tarn.ledger;

import java.time.Instant;

/**
 * Something that has happened, about to be written.
 *
 * @param kind e.g. {@code ObjectCreated}; subscribers choose by it
 * @param subject the ARN of what it happened to
 * @param caller the ARN of who did it
 * @param body AWS-shaped JSON: what a subscriber needs to know, without asking the room
 */
public record NewFact(
    String kind,
    int version,
    Instant time,
    String region,
    String subject,
    String caller,
    String traceId,
    String body) {}
