package io.tarn.monitoring;

import io.tarn.api.logs.LogStream;
import io.tarn.ledger.Sql;
import io.tarn.ledger.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * A log stream as it is kept. Times are epoch milliseconds.
 *
 * @param lastAt 0 while it has no event
 */
record StreamRow(
    long id,
    long groupId,
    String name,
    long created,
    long firstAt,
    long lastAt,
    long ingested,
    long bytes) {
  private static final String SELECT =
      "SELECT id, group_id, name, created, first_at, last_at, ingested, bytes"
          + " FROM monitoring_stream ";

  private static StreamRow read(ResultSet row) throws SQLException {
    return new StreamRow(
        row.getLong(1),
        row.getLong(2),
        row.getString(3),
        row.getLong(4),
        row.getLong(5),
        row.getLong(6),
        row.getLong(7),
        row.getLong(8));
  }

  static Optional<StreamRow> find(Tx tx, GroupRow group, String name) throws SQLException {
    return Sql.one(
        tx, SELECT + "WHERE group_id = ? AND name = ?", StreamRow::read, group.id(), name);
  }

  static StreamRow load(Tx tx, GroupRow group, String name) throws SQLException {
    return find(tx, group, name)
        .orElseThrow(() -> LogsError.NOT_FOUND.error("The specified log stream does not exist."));
  }

  static boolean insert(Tx tx, GroupRow group, String name, long now) throws SQLException {
    return Sql.update(
            tx,
            "INSERT INTO monitoring_stream"
                + " (group_id, name, created, first_at, last_at, ingested, bytes)"
                + " VALUES (?, ?, ?, 0, 0, 0, 0) ON CONFLICT (group_id, name) DO NOTHING",
            group.id(),
            name,
            now)
        == 1;
  }

  static List<StreamRow> byName(Tx tx, GroupRow group, String prefix, String after, int limit)
      throws SQLException {
    return Sql.list(
        tx,
        SELECT + "WHERE group_id = ? AND name >= ? AND name > ? AND name < ? ORDER BY name LIMIT ?",
        StreamRow::read,
        group.id(),
        prefix,
        after,
        prefix + "\uffff",
        limit);
  }

  static List<StreamRow> byNameDown(Tx tx, GroupRow group, String prefix, String before, int limit)
      throws SQLException {
    return Sql.list(
        tx,
        SELECT
            + "WHERE group_id = ? AND name >= ? AND name < ? AND name < ?"
            + " ORDER BY name DESC LIMIT ?",
        StreamRow::read,
        group.id(),
        prefix,
        prefix + "\uffff",
        before,
        limit);
  }

  static List<StreamRow> byTime(Tx tx, GroupRow group, long at, long id, int limit)
      throws SQLException {
    return Sql.list(
        tx,
        SELECT
            + "WHERE group_id = ? AND (last_at > ? OR (last_at = ? AND id > ?))"
            + " ORDER BY last_at, id LIMIT ?",
        StreamRow::read,
        group.id(),
        at,
        at,
        id,
        limit);
  }

  static List<StreamRow> byTimeDown(Tx tx, GroupRow group, long at, long id, int limit)
      throws SQLException {
    return Sql.list(
        tx,
        SELECT
            + "WHERE group_id = ? AND (last_at < ? OR (last_at = ? AND id < ?))"
            + " ORDER BY last_at DESC, id DESC LIMIT ?",
        StreamRow::read,
        group.id(),
        at,
        at,
        id,
        limit);
  }

  void delete(Tx tx) throws SQLException {
    Sql.update(tx, "DELETE FROM monitoring_stream WHERE id = ?", id);
  }

  LogStream toLogStream(String groupArn) {
    LogStream.Builder stream =
        LogStream.builder()
            .logStreamName(name)
            .creationTime(created)
            .arn(groupArn + ":log-stream:" + name)
            .uploadSequenceToken(Long.toString(id))
            .storedBytes(0L);
    if (lastAt > 0) {
      stream.firstEventTimestamp(firstAt).lastEventTimestamp(lastAt).lastIngestionTime(ingested);
    }
    return stream.build();
  }
}
