package io.tarn.catalog;

import io.tarn.ledger.Ledger;
import io.tarn.ledger.NewTask;
import io.tarn.ledger.Sql;
import io.tarn.ledger.Task;
import io.tarn.ledger.TaskHandler;
import io.tarn.ledger.Tx;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/**
 * Removes the versions, partitions, indexes and statistics of tables that are gone, so many rows a
 * commit.
 */
final class Purge implements TaskHandler {
  private static final int ROWS = 500;

  private final Ledger ledger;

  Purge(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public Completion run(Task task) {
    Optional<Long> table = ledger.read(Purge::next);
    if (table.isEmpty()) {
      return tx -> {};
    }
    return tx -> {
      purge(tx, table.get());
      tx.schedule(
          new NewTask(
              TableRows.PURGE,
              task.key(),
              task.due(),
              task.attempts(),
              Duration.ofSeconds(1),
              task.traceId(),
              task.body()));
    };
  }

  private static Optional<Long> next(Tx tx) throws SQLException {
    return Sql.one(tx, "SELECT MIN(table_id) FROM catalog_purge", row -> row.getLong(1))
        .filter(id -> id > 0);
  }

  private static void purge(Tx tx, long table) throws SQLException {
    int rows =
        Sql.update(
            tx,
            "DELETE FROM catalog_partition WHERE table_id = ? AND value_key IN (SELECT value_key"
                + " FROM catalog_partition WHERE table_id = ? ORDER BY value_key LIMIT ?)",
            table,
            table,
            ROWS);
    if (rows < ROWS) {
      rows =
          Sql.update(
              tx,
              "DELETE FROM catalog_table_version WHERE table_id = ? AND version IN (SELECT version"
                  + " FROM catalog_table_version WHERE table_id = ? ORDER BY version LIMIT ?)",
              table,
              table,
              ROWS);
    }
    if (rows < ROWS) {
      rows =
          Sql.update(
              tx,
              "DELETE FROM catalog_column_statistics"
                  + " WHERE (table_id, value_key, column_name) IN"
                  + " (SELECT table_id, value_key, column_name FROM catalog_column_statistics"
                  + " WHERE table_id = ? LIMIT ?)",
              table,
              ROWS);
    }
    if (rows < ROWS) {
      rows =
          Sql.update(
              tx,
              "DELETE FROM catalog_partition_entry WHERE (index_id, entry_key, value_key) IN"
                  + " (SELECT index_id, entry_key, value_key FROM catalog_partition_entry"
                  + " WHERE index_id IN"
                  + " (SELECT id FROM catalog_partition_index WHERE table_id = ?) LIMIT ?)",
              table,
              ROWS);
    }
    if (rows < ROWS) {
      Sql.update(tx, "DELETE FROM catalog_partition_index WHERE table_id = ?", table);
      Sql.update(tx, "DELETE FROM catalog_purge WHERE table_id = ?", table);
    }
  }
}
