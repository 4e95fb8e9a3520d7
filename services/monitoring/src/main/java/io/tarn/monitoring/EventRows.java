package io.tarn.monitoring;

import io.tarn.ledger.Sql;
import io.tarn.ledger.Tx;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** The rows of log events, in the order of their time and then of their arrival. */
final class EventRows {
  /** One event; {@code at} and {@code ingested} are epoch milliseconds. */
  record Event(long seq, long streamId, long at, long ingested, String message) {}

  /** An event that is to be written. */
  record Fresh(long at, String message) {}

  /** A place between events; the smallest and the largest lie outside of all. */
  record Position(long at, long seq) {
    static final Position START = new Position(Long.MIN_VALUE, 0);
    static final Position END = new Position(Long.MAX_VALUE, 0);

    static Position of(Event event) {
      return new Position(event.at(), event.seq());
    }

    String text() {
      return at + ":" + seq;
    }

    static Position parse(String text) {
      int colon = text.indexOf(':');
      return new Position(
          Long.parseLong(text.substring(0, colon)), Long.parseLong(text.substring(colon + 1)));
    }
  }

  private static final String SELECT =
      "SELECT seq, stream_id, at, ingested, message FROM monitoring_event WHERE ";

  private EventRows() {}

  private static Event read(ResultSet row) throws SQLException {
    return new Event(
        row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getString(5));
  }

  static void insert(Tx tx, StreamRow stream, List<Fresh> events, long now) throws SQLException {
    PreparedStatement insert =
        tx.prepare(
            "INSERT INTO monitoring_event (group_id, stream_id, at, ingested, message)"
                + " VALUES (?, ?, ?, ?, ?)");
    long first = Long.MAX_VALUE;
    long last = 0;
    long bytes = 0;
    for (Fresh event : events) {
      insert.setLong(1, stream.groupId());
      insert.setLong(2, stream.id());
      insert.setLong(3, event.at());
      insert.setLong(4, now);
      insert.setString(5, event.message());
      insert.executeUpdate();
      first = Math.min(first, event.at());
      last = Math.max(last, event.at());
      bytes += event.message().getBytes(StandardCharsets.UTF_8).length;
    }
    Sql.update(
        tx,
        "UPDATE monitoring_stream SET first_at = ?, last_at = ?, ingested = ?, bytes = bytes + ?"
            + " WHERE id = ?",
        stream.lastAt() == 0 ? first : Math.min(first, stream.firstAt()),
        Math.max(last, stream.lastAt()),
        now,
        bytes,
        stream.id());
  }

  /** Events of a stream behind a position, oldest first; {@code to} is exclusive. */
  static List<Event> after(
      Tx tx, StreamRow stream, Position position, long from, long to, int limit)
      throws SQLException {
    return Sql.list(
        tx,
        SELECT
            + "stream_id = ? AND at >= ? AND at < ? AND (at > ? OR (at = ? AND seq > ?))"
            + " ORDER BY at, seq LIMIT ?",
        EventRows::read,
        stream.id(),
        from,
        to,
        position.at(),
        position.at(),
        position.seq(),
        limit);
  }

  /** Events of a stream before a position, newest first. */
  static List<Event> before(
      Tx tx, StreamRow stream, Position position, long from, long to, int limit)
      throws SQLException {
    return Sql.list(
        tx,
        SELECT
            + "stream_id = ? AND at >= ? AND at < ? AND (at < ? OR (at = ? AND seq < ?))"
            + " ORDER BY at DESC, seq DESC LIMIT ?",
        EventRows::read,
        stream.id(),
        from,
        to,
        position.at(),
        position.at(),
        position.seq(),
        limit);
  }

  /** Events of a whole group behind a position, oldest first. */
  static List<Event> ofGroup(
      Tx tx, GroupRow group, Position position, long from, long to, int limit) throws SQLException {
    return Sql.list(
        tx,
        SELECT
            + "group_id = ? AND at >= ? AND at < ? AND (at > ? OR (at = ? AND seq > ?))"
            + " ORDER BY at, seq LIMIT ?",
        EventRows::read,
        group.id(),
        from,
        to,
        position.at(),
        position.at(),
        position.seq(),
        limit);
  }

  static int deleteOlder(Tx tx, long groupId, long before, int limit) throws SQLException {
    return Sql.update(
        tx,
        "DELETE FROM monitoring_event WHERE seq IN (SELECT seq FROM monitoring_event"
            + " WHERE group_id = ? AND at < ? ORDER BY at, seq LIMIT ?)",
        groupId,
        before,
        limit);
  }

  static int deleteStream(Tx tx, long streamId, int limit) throws SQLException {
    return Sql.update(
        tx,
        "DELETE FROM monitoring_event WHERE seq IN (SELECT seq FROM monitoring_event"
            + " WHERE stream_id = ? ORDER BY at, seq LIMIT ?)",
        streamId,
        limit);
  }
}
