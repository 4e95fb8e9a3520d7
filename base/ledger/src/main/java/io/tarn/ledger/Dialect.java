package io.tarn.ledger;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;
import org.sqlite.core.CoreStatement;
import org.sqlite.core.DB;

/** Where SQLite and PostgreSQL differ. */
enum Dialect {
  SQLITE(
      Map.of(
          "text", "TEXT",
          "blob", "BLOB",
          "bigint", "INTEGER",
          "identity", "INTEGER PRIMARY KEY AUTOINCREMENT",
          "double", "REAL",
          "numbers",
              "CREATE TABLE ledger_sequence (name TEXT NOT NULL PRIMARY KEY, reserved INTEGER NOT NULL);"
                  + "INSERT INTO ledger_sequence (name, reserved) VALUES ('fact', 0), ('task', 0);"),
      "") {
    @Override
    void reset(PreparedStatement statement) throws SQLException {
      ((CoreStatement) statement).pointer.safeRunInt(DB::reset);
    }

    @Override
    boolean usable(PreparedStatement statement) {
      return !((CoreStatement) statement).pointer.isClosed();
    }
  },

  POSTGRES(
      Map.of(
          "text", "TEXT COLLATE \"C\"",
          "blob", "BYTEA",
          "bigint", "BIGINT",
          "identity", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
          "double", "DOUBLE PRECISION",
          "numbers", "CREATE SEQUENCE ledger_fact_position; CREATE SEQUENCE ledger_task_id;"),
      " FOR UPDATE SKIP LOCKED") {
    @Override
    void reset(PreparedStatement statement) {
      // The driver fetches a result whole, so nothing stays open on the server.
    }

    @Override
    boolean usable(PreparedStatement statement) throws SQLException {
      return !statement.isClosed();
    }
  };

  private final Map<String, String> placeholders;
  private final String claimLock;

  Dialect(Map<String, String> placeholders, String claimLock) {
    this.placeholders = placeholders;
    this.claimLock = claimLock;
  }

  /** What a migration script's {@code ${...}} stand for. */
  Map<String, String> placeholders() {
    return placeholders;
  }

  /** What a select adds so that two nodes do not claim the same row. */
  String claimLock() {
    return claimLock;
  }

  /** Ends a statement's open result, keeping it prepared. */
  abstract void reset(PreparedStatement statement) throws SQLException;

  /** SQLite's driver gives up a prepared statement at most errors, without closing it. */
  abstract boolean usable(PreparedStatement statement) throws SQLException;
}
