package io.tarn.monitoring;

import static java.util.Objects.requireNonNull;

import io.tarn.ledger.Ledger;
import io.tarn.ledger.NewTask;
import io.tarn.ledger.Sql;
import io.tarn.ledger.Task;
import io.tarn.ledger.TaskHandler;
import io.tarn.ledger.Tx;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Removes what nobody is to find any more: expired events, and those of deleted groups. */
final class Retention {
  static final String EXPIRE = "monitoring.expire";
  static final String PURGE = "monitoring.purge";
  private static final Duration EVERY = Duration.ofHours(1);
  private static final Duration BACK_OFF = Duration.ofSeconds(10);
  private static final int ATTEMPTS = 100;
  private static final String STREAM = "stream/";

  private final Ledger ledger;
  private final Limits limits;
  private final InstantSource clock;

  Retention(Ledger ledger, Limits limits, InstantSource clock) {
    this.ledger = requireNonNull(ledger, "ledger is null");
    this.limits = requireNonNull(limits, "limits is null");
    this.clock = requireNonNull(clock, "clock is null");
  }

  static void expireFrom(Tx tx, GroupRow group, Instant due, String traceId) {
    tx.schedule(
        new NewTask(EXPIRE, Long.toString(group.id()), due, ATTEMPTS, BACK_OFF, traceId, "{}"));
  }

  static void purgeGroup(Tx tx, GroupRow group, Instant due, String traceId) {
    tx.schedule(
        new NewTask(PURGE, Long.toString(group.id()), due, ATTEMPTS, BACK_OFF, traceId, "{}"));
  }

  static void purgeStream(Tx tx, StreamRow stream, Instant due, String traceId) {
    tx.schedule(new NewTask(PURGE, STREAM + stream.id(), due, ATTEMPTS, BACK_OFF, traceId, "{}"));
  }

  /** One bounded step; the next one follows at once while there is more, else in an hour. */
  TaskHandler.Completion expire(Task task) {
    Optional<GroupRow> group = ledger.read(tx -> GroupRow.find(tx, Long.parseLong(task.key())));
    Instant now = clock.instant();
    return tx -> {
      if (group.isPresent() && group.get().retention() > 0) {
        long before = now.minus(Duration.ofDays(group.get().retention())).toEpochMilli();
        int removed = EventRows.deleteOlder(tx, group.get().id(), before, limits.commitRows());
        boolean more = removed == limits.commitRows();
        expireFrom(tx, group.get(), more ? now : now.plus(EVERY), task.traceId());
      }
    };
  }

  TaskHandler.Completion purge(Task task) {
    Instant now = clock.instant();
    return tx -> {
      boolean more =
          task.key().startsWith(STREAM)
              ? purgeStream(tx, Long.parseLong(task.key().substring(STREAM.length())))
              : purgeGroup(tx, Long.parseLong(task.key()));
      if (more) {
        tx.schedule(new NewTask(PURGE, task.key(), now, ATTEMPTS, BACK_OFF, task.traceId(), "{}"));
      }
    };
  }

  private boolean purgeStream(Tx tx, long streamId) throws SQLException {
    return EventRows.deleteStream(tx, streamId, limits.commitRows()) == limits.commitRows();
  }

  private boolean purgeGroup(Tx tx, long groupId) throws SQLException {
    int rows = EventRows.deleteOlder(tx, groupId, Long.MAX_VALUE, limits.commitRows());
    if (rows < limits.commitRows()) {
      List<Long> streams =
          Sql.list(
              tx,
              "SELECT id FROM monitoring_stream WHERE group_id = ? ORDER BY id LIMIT ?",
              row -> row.getLong(1),
              groupId,
              limits.commitRows());
      for (long stream : streams) {
        Sql.update(tx, "DELETE FROM monitoring_stream WHERE id = ?", stream);
      }
      return streams.size() == limits.commitRows();
    }
    return true;
  }
}
