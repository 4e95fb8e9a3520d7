package io.tarn.workflow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.ledger.Tx;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** The tables of executions, their history, and the jobs they wait for. */
final class Executions {
  private Executions() {}

  /** Somebody else moved the execution on since it was read. */
  static final class Conflict extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Conflict(ExecutionName name) {
      super("The execution " + name.key() + " has moved on", null, false, false);
    }
  }

  /** One waiting branch of {@code workflow_watch}. */
  record Watch(ExecutionName execution, String branch, long token) {}

  static Optional<ExecutionRow> find(Tx tx, ExecutionName name) {
    return tx.handle()
        .createQuery(
            "SELECT * FROM workflow_execution"
                + " WHERE region = :region AND machine = :machine AND name = :name")
        .bind("region", name.region())
        .bind("machine", name.machine().name())
        .bind("name", name.name())
        .map(Executions::row)
        .findOne();
  }

  static ExecutionRow load(Tx tx, ExecutionName name, String account) {
    return find(tx, name).orElseThrow(() -> name.missing(account));
  }

  /**
   * Latest first.
   *
   * @param status a filter, or null
   * @param before the start and name of the last one of the page before, or null
   */
  static List<ExecutionRow> list(
      Tx tx, MachineName machine, @Nullable String status, @Nullable Position before, int limit) {
    Position from = before == null ? new Position(Long.MAX_VALUE, "") : before;
    return tx.handle()
        .createQuery(
            "SELECT * FROM workflow_execution WHERE region = :region AND machine = :machine"
                + " AND (started < :started OR (started = :started AND name < :name))"
                + (status == null ? "" : " AND status = :status")
                + " ORDER BY started DESC, name DESC LIMIT :limit")
        .bind("region", machine.region())
        .bind("machine", machine.name())
        .bind("started", from.started())
        .bind("name", from.name())
        .bindMap(status == null ? Map.of() : Map.of("status", status))
        .bind("limit", limit)
        .map(Executions::row)
        .list();
  }

  /** A place in the listing of a machine's executions. */
  record Position(long started, String name) {}

  static void insert(Tx tx, ExecutionRow row) {
    tx.handle()
        .createUpdate(
            "INSERT INTO workflow_execution (region, machine, name, revision, status, started,"
                + " input, trace_header, trace_id, state, version) VALUES (:region, :machine,"
                + " :name, :revision, :status, :started, :input, :header, :trace, :state, 0)")
        .bind("region", row.name().region())
        .bind("machine", row.name().machine().name())
        .bind("name", row.name().name())
        .bind("revision", row.revision())
        .bind("status", row.status())
        .bind("started", row.started().toEpochMilli())
        .bind("input", row.input())
        .bind("header", row.traceHeader())
        .bind("trace", row.traceId())
        .bind("state", row.state())
        .execute();
  }

  /**
   * Writes where the execution stands.
   *
   * @throws Conflict when the version read is no longer the last
   */
  static void update(Tx tx, ExecutionName name, long version, ExecutionState state, Instant now)
      throws SQLException {
    boolean ended = state.status != ExecutionState.Status.RUNNING;
    PreparedStatement update =
        tx.prepare(
            "UPDATE workflow_execution SET state = ?, version = version + 1, status = ?,"
                + " stopped = ?, output = ?, error = ?, cause = ?"
                + " WHERE region = ? AND machine = ? AND name = ? AND version = ?");
    update.setString(1, state.toText());
    update.setString(2, state.status.name());
    if (ended) {
      update.setLong(3, now.toEpochMilli());
    } else {
      update.setNull(3, Types.BIGINT);
    }
    update.setString(4, state.output == null ? null : Json.write(state.output));
    update.setString(5, state.error);
    update.setString(6, state.cause);
    update.setString(7, name.region());
    update.setString(8, name.machine().name());
    update.setString(9, name.name());
    update.setLong(10, version);
    if (update.executeUpdate() != 1) {
      throw new Conflict(name);
    }
  }

  static void append(Tx tx, ExecutionName name, List<Transition.Entry> entries, Instant now)
      throws SQLException {
    PreparedStatement insert =
        tx.prepare(
            "INSERT INTO workflow_event (region, machine, execution, id, happened, previous, type,"
                + " details) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
    for (Transition.Entry entry : entries) {
      insert.setString(1, name.region());
      insert.setString(2, name.machine().name());
      insert.setString(3, name.name());
      insert.setLong(4, entry.id());
      insert.setLong(5, now.toEpochMilli());
      insert.setLong(6, entry.previous());
      insert.setString(7, entry.type());
      insert.setString(8, Json.write(entry.details()));
      insert.executeUpdate();
    }
  }

  /** Events behind a position, as documents of AWS's HistoryEvent. */
  static List<ObjectNode> history(
      Tx tx, ExecutionName name, boolean reverse, long position, int limit) {
    return tx.handle()
        .createQuery(
            "SELECT * FROM workflow_event WHERE region = :region AND machine = :machine"
                + " AND execution = :execution AND id "
                + (reverse ? "< :position ORDER BY id DESC" : "> :position ORDER BY id")
                + " LIMIT :limit")
        .bind("region", name.region())
        .bind("machine", name.machine().name())
        .bind("execution", name.name())
        .bind("position", position)
        .bind("limit", limit)
        .map(Executions::event)
        .list();
  }

  static void watch(Tx tx, ExecutionName name, Branch branch, String subject) {
    tx.handle()
        .createUpdate(
            "INSERT INTO workflow_watch (subject, region, machine, execution, branch, token)"
                + " VALUES (:subject, :region, :machine, :execution, :branch, :token)"
                + " ON CONFLICT (subject, region, machine, execution, branch)"
                + " DO UPDATE SET token = excluded.token")
        .bind("subject", subject)
        .bind("region", name.region())
        .bind("machine", name.machine().name())
        .bind("execution", name.name())
        .bind("branch", branch.id)
        .bind("token", branch.token)
        .execute();
  }

  static List<Watch> watching(Tx tx, String subject) {
    return tx.handle()
        .createQuery("SELECT * FROM workflow_watch WHERE subject = :subject LIMIT 100")
        .bind("subject", subject)
        .map(
            (rows, context) ->
                new Watch(
                    new ExecutionName(
                        new MachineName(rows.getString("region"), rows.getString("machine")),
                        rows.getString("execution")),
                    rows.getString("branch"),
                    rows.getLong("token")))
        .list();
  }

  static void unwatch(Tx tx, String subject) {
    tx.handle()
        .createUpdate("DELETE FROM workflow_watch WHERE subject = :subject")
        .bind("subject", subject)
        .execute();
  }

  private static ObjectNode event(ResultSet rows, StatementContext context) throws SQLException {
    ObjectNode event = Json.object();
    event.put("timestamp", Instant.ofEpochMilli(rows.getLong("happened")).toString());
    event.put("type", rows.getString("type"));
    event.put("id", rows.getLong("id"));
    event.put("previousEventId", rows.getLong("previous"));
    event.setAll((ObjectNode) Json.parseOwn(rows.getString("details")));
    return event;
  }

  private static ExecutionRow row(ResultSet rows, StatementContext context) throws SQLException {
    long stopped = rows.getLong("stopped");
    return new ExecutionRow(
        new ExecutionName(
            new MachineName(rows.getString("region"), rows.getString("machine")),
            rows.getString("name")),
        rows.getString("revision"),
        rows.getString("status"),
        Instant.ofEpochMilli(rows.getLong("started")),
        stopped == 0 ? null : Instant.ofEpochMilli(stopped),
        rows.getString("input"),
        rows.getString("output"),
        rows.getString("error"),
        rows.getString("cause"),
        rows.getString("trace_header"),
        rows.getString("trace_id"),
        rows.getString("state"),
        rows.getLong("version"));
  }
}
