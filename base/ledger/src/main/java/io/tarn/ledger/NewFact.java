package io.tarn.ledger;

import static java.util.Objects.requireNonNull;

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
    String body) {
  public NewFact {
    requireNonNull(kind, "kind is null");
    requireNonNull(time, "time is null");
    requireNonNull(region, "region is null");
    requireNonNull(subject, "subject is null");
    requireNonNull(caller, "caller is null");
    requireNonNull(traceId, "traceId is null");
    requireNonNull(body, "body is null");
  }
}
