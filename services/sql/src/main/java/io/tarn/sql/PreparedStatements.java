package io.tarn.sql;

import io.tarn.api.StructureJson;
import io.tarn.api.athena.PreparedStatement;
import io.tarn.kernel.ServiceError;
import io.tarn.ledger.Sql;
import io.tarn.ledger.Tx;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rows of {@code sql_prepared_statement}. */
final class PreparedStatements {
  /** As many as Athena keeps in a work group. */
  private static final int MAX = 1_000;

  private PreparedStatements() {}

  static Optional<PreparedStatement> find(Tx tx, String region, String workGroup, String name)
      throws SQLException {
    return Sql.list(
            tx,
            "SELECT document FROM sql_prepared_statement"
                + " WHERE region = ? AND work_group = ? AND name = ?",
            row -> StructureJson.read(row.getString(1), PreparedStatement.builder()).build(),
            region,
            workGroup,
            name)
        .stream()
        .findFirst();
  }

  static PreparedStatement load(Tx tx, String region, String workGroup, String name)
      throws SQLException {
    WorkGroups.load(tx, region, workGroup);
    return find(tx, region, workGroup, name).orElseThrow(() -> missing(name));
  }

  static ServiceError missing(String name) {
    return SqlError.NOT_FOUND.error("PreparedStatement " + name + " was not found");
  }

  /** In the order of names, after one. */
  static List<PreparedStatement> list(
      Tx tx, String region, String workGroup, String after, int limit) throws SQLException {
    return Sql.list(
        tx,
        "SELECT document FROM sql_prepared_statement"
            + " WHERE region = ? AND work_group = ? AND name > ? ORDER BY name LIMIT ?",
        row -> StructureJson.read(row.getString(1), PreparedStatement.builder()).build(),
        region,
        workGroup,
        after,
        limit);
  }

  /** A new one; the work group is there. */
  static void create(
      Tx tx,
      String region,
      String workGroup,
      String name,
      String query,
      @Nullable String description,
      Instant now)
      throws SQLException {
    if (find(tx, region, workGroup, name).isPresent()) {
      throw SqlError.INVALID_REQUEST.error("PreparedStatement " + name + " already exists");
    }
    if (list(tx, region, workGroup, "", MAX).size() >= MAX) {
      throw SqlError.INVALID_REQUEST.error(
          "The limit of " + MAX + " prepared statements in a work group is reached");
    }
    put(tx, region, statement(workGroup, name, query, description, now));
  }

  static PreparedStatement statement(
      String workGroup, String name, String query, @Nullable String description, Instant now) {
    return PreparedStatement.builder()
        .statementName(name)
        .queryStatement(query)
        .workGroupName(workGroup)
        .description(description)
        .lastModifiedTime(now)
        .build();
  }

  static void put(Tx tx, String region, PreparedStatement statement) throws SQLException {
    Sql.update(
        tx,
        "INSERT INTO sql_prepared_statement (region, work_group, name, document)"
            + " VALUES (?, ?, ?, ?)"
            + " ON CONFLICT (region, work_group, name) DO UPDATE SET document = excluded.document",
        region,
        statement.workGroupName(),
        statement.statementName(),
        StructureJson.write(statement));
  }

  static void delete(Tx tx, String region, String workGroup, String name) throws SQLException {
    Sql.update(
        tx,
        "DELETE FROM sql_prepared_statement WHERE region = ? AND work_group = ? AND name = ?",
        region,
        workGroup,
        name);
  }

  static void deleteAll(Tx tx, String region, String workGroup) throws SQLException {
    Sql.update(
        tx,
        "DELETE FROM sql_prepared_statement WHERE region = ? AND work_group = ?",
        region,
        workGroup);
  }
}
