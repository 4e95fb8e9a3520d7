package io.tarn.monitoring;

import java.time.Duration;
import java.util.List;

/**
 * Quotas of CloudWatch Logs. Source: Amazon CloudWatch Logs User Guide, "CloudWatch Logs quotas",
 * and PutLogEvents.
 *
 * @param batchEvents events of one PutLogEvents
 * @param batchBytes bytes of one PutLogEvents, each event counted with its overhead
 * @param eventOverhead bytes counted for an event besides its text
 * @param batchSpan the time between the first and the last event of a batch
 * @param future how far ahead an event's time may lie
 * @param past how far back it may lie
 * @param pageEvents events of one answer
 * @param pageBytes bytes of one answer
 * @param scanEvents events that one FilterLogEvents looks at
 * @param commitRows rows written or removed by one commit
 * @param retentions days that a group may keep its events
 */
public record Limits(
    int batchEvents,
    int batchBytes,
    int eventOverhead,
    Duration batchSpan,
    Duration future,
    Duration past,
    int pageEvents,
    int pageBytes,
    int scanEvents,
    int commitRows,
    List<Integer> retentions) {
  public static final Limits DEFAULT =
      new Limits(
          10_000,
          1_048_576,
          26,
          Duration.ofHours(24),
          Duration.ofHours(2),
          Duration.ofDays(14),
          10_000,
          1_048_576,
          20_000,
          500,
          List.of(
              1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557,
              2922, 3288, 3653));

  public Limits {
    retentions = List.copyOf(retentions);
  }
}
