package io.tarn.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries the write-ahead log over into the database beside the writer, so that no commit pays for
 * it. Under steady writes the log is never carried over whole at any moment, and so would grow for
 * ever: once it is long, the writer is asked to do the short rest between two groups.
 */
final class Checkpointer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Checkpointer.class);
  private static final int FRAME_BYTES = 4096 + 24;
  private static final long INTERVAL_MILLIS = 200;

  private final LedgerConnection connection;
  private final SqliteWriter writer;
  private final long walBytes;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread = new LedgerThread("ledger-checkpoint", this::run);
  private long groupsSeen;

  Checkpointer(LedgerConnection connection, SqliteWriter writer, long walBytes) {
    this.connection = connection;
    this.writer = writer;
    this.walBytes = walBytes;
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      while (!closing.await(INTERVAL_MILLIS, TimeUnit.MILLISECONDS)) {
        long groups = writer.groups();
        if (groups != groupsSeen && !writer.refusing()) {
          groupsSeen = groups;
          checkpoint("PASSIVE");
        }
      }
      if (!writer.refusing()) {
        checkpoint("TRUNCATE");
      }
      connection.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SQLException e) {
      LOG.warn("The checkpointer's connection did not close well", e);
    }
  }

  private void checkpoint(String mode) {
    try (Statement statement = connection.jdbc().createStatement();
        ResultSet row = statement.executeQuery("PRAGMA wal_checkpoint(" + mode + ")")) {
      row.next();
      if (row.getLong(2) * FRAME_BYTES > walBytes) {
        writer.emptyLog();
      }
    } catch (SQLException e) {
      if (LocalLedger.isDiskFault(e)) {
        writer.refuseFromNow(e);
      } else {
        LOG.warn("A checkpoint failed: {}", e.getMessage());
      }
    }
  }

  @Override
  public void close() {
    closing.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
