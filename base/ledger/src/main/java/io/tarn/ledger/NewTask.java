package io.tarn.ledger;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;

/**
 * Something a room still has to do.
 *
 * @param kind chooses the handler, e.g. {@code catalog.crawl}
 * @param key unique among the kind's tasks that wait; two tasks of one key never run at once
 * @param due not before this time
 * @param attempts how often it is tried at most; the handler hears which try it is. A try that a
 *     crash cut off counts, so work that is to go on after a crash needs more than one
 * @param backOff the wait after the first failure, doubled each time up to an hour
 * @param body JSON for the handler
 */
public record NewTask(
    String kind,
    String key,
    Instant due,
    int attempts,
    Duration backOff,
    String traceId,
    String body) {
  public NewTask {
    requireNonNull(kind, "kind is null");
    requireNonNull(key, "key is null");
    requireNonNull(due, "due is null");
    requireNonNull(backOff, "backOff is null");
    requireNonNull(traceId, "traceId is null");
    requireNonNull(body, "body is null");
    if (attempts < 1) {
      throw new IllegalArgumentException("attempts must be positive: " + attempts);
    }
  }
}
