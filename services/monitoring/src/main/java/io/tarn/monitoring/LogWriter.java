package io.tarn.monitoring;

import static java.util.Objects.requireNonNull;

import io.tarn.kernel.LogSink;
import io.tarn.ledger.Ledger;
import io.tarn.ledger.Tx;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The lake's own lines on their way into the ledger: so many rows a commit, in order. */
final class LogWriter implements LogSink {
  private static final int MESSAGE_MAX = 1 << 20;

  private final Ledger ledger;
  private final Limits limits;
  private final InstantSource clock;

  LogWriter(Ledger ledger, Limits limits, InstantSource clock) {
    this.ledger = requireNonNull(ledger, "ledger is null");
    this.limits = requireNonNull(limits, "limits is null");
    this.clock = requireNonNull(clock, "clock is null");
  }

  @Override
  public void append(String region, String group, String stream, List<Line> lines) {
    long now = clock.millis();
    List<EventRows.Fresh> batch = new ArrayList<>();
    int bytes = 0;
    for (Line line : lines) {
      String message = bounded(line.message());
      batch.add(new EventRows.Fresh(line.at().toEpochMilli(), message));
      bytes += message.length();
      if (batch.size() >= limits.commitRows() || bytes >= limits.batchBytes()) {
        write(region, group, stream, List.copyOf(batch), now);
        batch.clear();
        bytes = 0;
      }
    }
    if (!batch.isEmpty()) {
      write(region, group, stream, batch, now);
    }
  }

  private static String bounded(String message) {
    if (message.length() <= MESSAGE_MAX / 3) {
      return message;
    }
    byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
    return bytes.length <= MESSAGE_MAX
        ? message
        : new String(bytes, 0, MESSAGE_MAX, StandardCharsets.UTF_8);
  }

  private void write(
      String region, String group, String stream, List<EventRows.Fresh> batch, long now) {
    ledger.commit(
        tx -> {
          EventRows.insert(tx, open(tx, region, group, stream, now), batch, now);
          return batch;
        });
  }

  /** The stream, made with its group when it is not there. */
  private static StreamRow open(Tx tx, String region, String group, String stream, long now)
      throws SQLException {
    GroupRow.insert(tx, region, group, now, Map.of());
    GroupRow found = GroupRow.load(tx, region, group);
    StreamRow.insert(tx, found, stream, now);
    return StreamRow.load(tx, found, stream);
  }
}
