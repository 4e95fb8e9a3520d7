package io.tarn.sql;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.api.StructureJson;
import io.tarn.api.athena.GetQueryResultsOutput;
import io.tarn.api.athena.QueryExecution;
import io.tarn.api.athena.QueryExecutionStatus;
import io.tarn.ledger.NewFact;
import io.tarn.ledger.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rows of {@code sql_execution}. */
final class Executions {
  private static final String COLUMNS =
      "region, id, work_group, submitted, state, trace_id, caller, document, result, waiting";

  /** The fact of every change: {queryExecutionId, state, previousState, workgroupName}. */
  static final String STATE_CHANGED = "QueryExecutionStateChanged";

  /** As long as Athena keeps a query's history. */
  static final Duration HISTORY = Duration.ofDays(45);

  private Executions() {}

  /**
   * One statement's history.
   *
   * @param result update count and columns, without rows
   * @param waiting whether its work group runs as many as it may, and this one has no task yet
   */
  record Row(
      String region,
      String id,
      String workGroup,
      long submitted,
      String state,
      String traceId,
      String caller,
      QueryExecution document,
      Optional<GetQueryResultsOutput> result,
      boolean waiting) {
    boolean isOpen() {
      return state.equals("QUEUED") || state.equals("RUNNING");
    }
  }

  static void insert(Tx tx, Row row) throws SQLException {
    tx.handle()
        .createUpdate(
            "INSERT INTO sql_execution (region, id, work_group, submitted, state,"
                + " trace_id, caller, document, waiting) VALUES (:region, :id, :group,"
                + " :submitted, :state, :trace, :caller, :document, :waiting)")
        .bind("region", row.region())
        .bind("id", row.id())
        .bind("group", row.workGroup())
        .bind("submitted", row.submitted())
        .bind("state", row.state())
        .bind("trace", row.traceId())
        .bind("caller", row.caller())
        .bind("document", StructureJson.write(row.document()))
        .bind("waiting", row.waiting() ? 1 : 0)
        .execute();
  }

  static Optional<Row> find(Tx tx, String region, String id) throws SQLException {
    return tx.handle()
        .createQuery("SELECT " + COLUMNS + " FROM sql_execution WHERE region = :r AND id = :i")
        .bind("r", region)
        .bind("i", id)
        .map((rows, context) -> row(rows))
        .findOne();
  }

  /** Ends a statement: its place in the work group goes to the one that has waited longest. */
  static void end(Tx tx, Row row, QueryExecution document, @Nullable GetQueryResultsOutput result)
      throws SQLException {
    tx.handle()
        .createUpdate(
            "UPDATE sql_execution SET state = :s, document = :d, result = :x, waiting = 0"
                + " WHERE region = :r AND id = :i")
        .bind("s", document.status() == null ? row.state() : document.status().state())
        .bind("d", StructureJson.write(document))
        .bind("x", result == null ? null : StructureJson.write(result))
        .bind("r", row.region())
        .bind("i", row.id())
        .execute();
    publish(tx, row, document);
    if (!row.waiting()) {
      admitNext(tx, row, document);
    }
    forget(tx, row);
  }

  /** What has left the history, a few at a time. */
  private static void forget(Tx tx, Row row) throws SQLException {
    tx.handle()
        .createUpdate(
            "DELETE FROM sql_execution WHERE region = :r AND id IN (SELECT id FROM sql_execution"
                + " WHERE region = :r AND work_group = :w AND submitted < :o AND state <> 'QUEUED'"
                + " ORDER BY submitted LIMIT 10)")
        .bind("r", row.region())
        .bind("w", row.workGroup())
        .bind("o", row.submitted() - HISTORY.toMillis())
        .execute();
  }

  private static void admitNext(Tx tx, Row row, QueryExecution ended) throws SQLException {
    QueryExecutionStatus status = ended.status();
    Instant now = status == null ? null : status.completionDateTime();
    Optional<Row> next =
        tx.handle()
            .createQuery(
                "SELECT "
                    + COLUMNS
                    + " FROM sql_execution WHERE region = :r AND work_group = :w AND state ="
                    + " 'QUEUED' AND waiting = 1 ORDER BY submitted, id LIMIT 1")
            .bind("r", row.region())
            .bind("w", row.workGroup())
            .map((rows, context) -> row(rows))
            .findOne();
    if (next.isPresent()) {
      tx.handle()
          .createUpdate("UPDATE sql_execution SET waiting = 0 WHERE region = :r AND id = :i")
          .bind("r", row.region())
          .bind("i", next.get().id())
          .execute();
      tx.schedule(
          QueryTasks.task(
              row.region(),
              next.get().id(),
              now == null ? Instant.ofEpochMilli(next.get().submitted()) : now,
              next.get().traceId()));
    }
  }

  /** How many statements of a work group have a task that has not ended. */
  static long admitted(Tx tx, String region, String workGroup) throws SQLException {
    return tx.handle()
        .createQuery(
            "SELECT count(*) FROM sql_execution WHERE region = :r AND work_group = :w AND state ="
                + " 'QUEUED' AND waiting = 0")
        .bind("r", region)
        .bind("w", workGroup)
        .mapTo(Long.class)
        .one();
  }

  /** Lets later statements have this one's result. */
  static void offer(Tx tx, Row row, String reuse) throws SQLException {
    tx.handle()
        .createUpdate("UPDATE sql_execution SET reuse = :u WHERE region = :r AND id = :i")
        .bind("u", reuse)
        .bind("r", row.region())
        .bind("i", row.id())
        .execute();
  }

  /** The newest statement whose result is offered to one like it. */
  static Optional<Row> offered(Tx tx, String region, String reuse) throws SQLException {
    return tx.handle()
        .createQuery(
            "SELECT "
                + COLUMNS
                + " FROM sql_execution WHERE region = :r AND reuse = :u"
                + " ORDER BY submitted DESC, id DESC LIMIT 1")
        .bind("r", region)
        .bind("u", reuse)
        .map((rows, context) -> row(rows))
        .findOne();
  }

  /** Whoever waits for a statement hears of it here instead of asking again and again. */
  private static void publish(Tx tx, Row row, QueryExecution document) {
    QueryExecutionStatus status = document.status();
    String state = status == null ? null : status.state();
    if (status == null || state == null) {
      return;
    }
    Instant at =
        status.completionDateTime() == null
            ? Instant.ofEpochMilli(row.submitted())
            : status.completionDateTime();
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("queryExecutionId", row.id());
    body.put("state", state);
    body.put("previousState", row.state());
    body.put("workgroupName", row.workGroup());
    if (document.statementType() != null) {
      body.put("statementType", document.statementType());
    }
    tx.publish(
        new NewFact(
            STATE_CHANGED,
            1,
            at,
            row.region(),
            row.id(),
            StoredCaller.read(row.caller()).arn(),
            row.traceId(),
            body.toString()));
  }

  /** Ids, newest first, after a position {@code submitted/id}. */
  static List<String> list(
      Tx tx, String region, String workGroup, @Nullable String after, int limit)
      throws SQLException {
    long before = Long.MAX_VALUE;
    String beforeId = "";
    if (after != null) {
      int slash = after.indexOf('/');
      before = Long.parseLong(after.substring(0, slash));
      beforeId = after.substring(slash + 1);
    }
    return new ArrayList<>(
        tx.handle()
            .createQuery(
                "SELECT submitted, id FROM sql_execution WHERE region = :r AND work_group = :w AND"
                    + " (submitted < :b OR (submitted = :b AND id < :i))"
                    + " ORDER BY submitted DESC, id DESC LIMIT :l")
            .bind("r", region)
            .bind("w", workGroup)
            .bind("b", before)
            .bind("i", beforeId)
            .bind("l", limit)
            .map((rows, context) -> rows.getLong(1) + "/" + rows.getString(2))
            .list());
  }

  private static Row row(ResultSet rows) throws SQLException {
    String result = rows.getString(9);
    return new Row(
        rows.getString(1),
        rows.getString(2),
        rows.getString(3),
        rows.getLong(4),
        rows.getString(5),
        rows.getString(6),
        rows.getString(7),
        StructureJson.read(rows.getString(8), QueryExecution.builder()).build(),
        result == null
            ? Optional.empty()
            : Optional.of(StructureJson.read(result, GetQueryResultsOutput.builder()).build()),
        rows.getLong(10) == 1);
  }
}
