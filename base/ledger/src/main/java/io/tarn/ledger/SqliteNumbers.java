package io.tarn.ledger;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Numbers from blocks that are reserved durably before any of them is used: one row written for
 * many numbers, and none is given twice, not even after a crash. Used by the writer only.
 */
final class SqliteNumbers implements SqlTx.Numbers {
  private static final long BLOCK = 2_000_000;

  /** More than a group can use: calls in it times rows in each. */
  private static final long SPARE = 1_000_000;

  private long nextFact;
  private long nextTask;
  private long reservedFact;
  private long reservedTask;
  private long pendingFact;
  private long pendingTask;

  /** Reads where the last block ended. */
  void load(LedgerConnection connection) throws SQLException {
    reservedFact = read(connection, "fact");
    reservedTask = read(connection, "task");
    nextFact = reservedFact + 1;
    nextTask = reservedTask + 1;
    rolledBack();
  }

  /** In a transaction, before calls run: makes sure that there are numbers for a whole group. */
  void reserve(LedgerConnection connection) throws SQLException {
    if (reservedFact - nextFact < SPARE) {
      pendingFact = reservedFact + BLOCK;
      write(connection, "fact", pendingFact);
    }
    if (reservedTask - nextTask < SPARE) {
      pendingTask = reservedTask + BLOCK;
      write(connection, "task", pendingTask);
    }
  }

  void committed() {
    reservedFact = pendingFact;
    reservedTask = pendingTask;
  }

  void rolledBack() {
    pendingFact = reservedFact;
    pendingTask = reservedTask;
  }

  /** At an orderly end: the rest of the blocks is not lost. */
  void giveBack(LedgerConnection connection) throws SQLException {
    connection.execute("BEGIN IMMEDIATE");
    write(connection, "fact", nextFact - 1);
    write(connection, "task", nextTask - 1);
    connection.execute("COMMIT");
  }

  @Override
  public void beginFacts(LedgerConnection connection) {
    // There is one writer, so its order is the order of commits.
  }

  @Override
  public long nextFact(LedgerConnection connection) {
    if (nextFact > pendingFact) {
      throw new LedgerException("One group may publish at most " + SPARE + " facts");
    }
    return nextFact++;
  }

  @Override
  public long nextTask(LedgerConnection connection) {
    if (nextTask > pendingTask) {
      throw new LedgerException("One group may schedule at most " + SPARE + " tasks");
    }
    return nextTask++;
  }

  private static long read(LedgerConnection connection, String name) throws SQLException {
    PreparedStatement query =
        connection.prepare("SELECT reserved FROM ledger_sequence WHERE name = ?");
    query.setString(1, name);
    try (ResultSet rows = query.executeQuery()) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private static void write(LedgerConnection connection, String name, long reserved)
      throws SQLException {
    PreparedStatement update =
        connection.prepare("UPDATE ledger_sequence SET reserved = ? WHERE name = ?");
    update.setLong(1, reserved);
    update.setString(2, name);
    update.executeUpdate();
    connection.tidy();
  }
}
