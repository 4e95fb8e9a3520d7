package io.tarn.ledger;

import java.time.Duration;
import java.time.Instant;

/**
 * Something a room still has to do.
 *
 * @param kind chooses the handler, e.g. {@code catalog.crawl}
 * @param key unique among the kind's open tasks
 * @param due not before this time
 * @param attempts how often it is tried at most; the handler hears which try it is
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
    String body) {}
