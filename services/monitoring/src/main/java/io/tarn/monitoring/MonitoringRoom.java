package io.tarn.monitoring;

import static java.util.Objects.requireNonNull;

import io.tarn.api.Operation;
import io.tarn.kernel.LogSink;
import io.tarn.ledger.Ledger;
import java.time.InstantSource;
import java.util.List;

/**
 * Log groups, streams and events. Source: Amazon CloudWatch Logs API Reference. Thread-safe. Events
 * lie in the ledger, a row each.
 */
public final class MonitoringRoom {
  private final Ledger ledger;
  private final Limits limits;
  private final InstantSource clock;
  private final LogWriter writer;

  /** With AWS's quotas. */
  public MonitoringRoom(Ledger ledger, InstantSource clock) {
    this(ledger, Limits.DEFAULT, clock);
  }

  public MonitoringRoom(Ledger ledger, Limits limits, InstantSource clock) {
    this.ledger = requireNonNull(ledger, "ledger is null");
    this.limits = requireNonNull(limits, "limits is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.writer = new LogWriter(ledger, limits, clock);
  }

  /** Before {@link Ledger#start}. */
  public void prepare() {
    ledger.migrate("monitoring");
    Retention retention = new Retention(ledger, limits, clock);
    ledger.handle(Retention.EXPIRE, 1, retention::expire);
    ledger.handle(Retention.PURGE, 1, retention::purge);
  }

  /** Where the other rooms write their lines; usable once {@link #prepare} has run. */
  public LogSink logSink() {
    return writer;
  }

  public List<Operation<?, ?>> operations() {
    Logs logs = new Logs(ledger, limits);
    return List.of(
        new CreateLogGroup(logs),
        new CreateLogStream(logs),
        new DeleteLogGroup(logs),
        new DeleteLogStream(logs),
        new DeleteRetentionPolicy(logs),
        new DescribeLogGroups(logs),
        new DescribeLogStreams(logs),
        new FilterLogEvents(logs),
        new GetLogEvents(logs),
        new ListTagsForResource(logs),
        new ListTagsLogGroup(logs),
        new PutLogEvents(logs),
        new PutRetentionPolicy(logs),
        new TagLogGroup(logs),
        new TagResource(logs),
        new UntagLogGroup(logs),
        new UntagResource(logs));
  }
}
