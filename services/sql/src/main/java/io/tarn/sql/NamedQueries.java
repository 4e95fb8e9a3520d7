package io.tarn.sql;

import io.tarn.api.StructureJson;
import io.tarn.api.athena.NamedQuery;
import io.tarn.kernel.ServiceError;
import io.tarn.ledger.Sql;
import io.tarn.ledger.Tx;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** The rows of {@code sql_named_query}. */
final class NamedQueries {
  private NamedQueries() {}

  static Optional<NamedQuery> find(Tx tx, String region, String id) throws SQLException {
    return Sql.list(
            tx,
            "SELECT document FROM sql_named_query WHERE region = ? AND id = ?",
            row -> StructureJson.read(row.getString(1), NamedQuery.builder()).build(),
            region,
            id)
        .stream()
        .findFirst();
  }

  static NamedQuery load(Tx tx, String region, String id) throws SQLException {
    return find(tx, region, id).orElseThrow(() -> missing(id));
  }

  static ServiceError missing(String id) {
    return SqlError.invalid("INVALID_NAMED_QUERY_ID", "NamedQuery " + id + " was not found");
  }

  /** Ids in their order, after one. */
  static List<String> list(Tx tx, String region, String workGroup, String after, int limit)
      throws SQLException {
    return Sql.list(
        tx,
        "SELECT id FROM sql_named_query WHERE region = ? AND work_group = ? AND id > ?"
            + " ORDER BY id LIMIT ?",
        row -> row.getString(1),
        region,
        workGroup,
        after,
        limit);
  }

  static void put(Tx tx, String region, NamedQuery query) throws SQLException {
    Sql.update(
        tx,
        "INSERT INTO sql_named_query (region, id, work_group, document) VALUES (?, ?, ?, ?)"
            + " ON CONFLICT (region, id) DO UPDATE SET document = excluded.document",
        region,
        query.namedQueryId(),
        query.workGroup(),
        StructureJson.write(query));
  }

  static void delete(Tx tx, String region, String id) throws SQLException {
    Sql.update(tx, "DELETE FROM sql_named_query WHERE region = ? AND id = ?", region, id);
  }

  static void deleteAll(Tx tx, String region, String workGroup) throws SQLException {
    Sql.update(
        tx, "DELETE FROM sql_named_query WHERE region = ? AND work_group = ?", region, workGroup);
  }
}
