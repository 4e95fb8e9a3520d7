package io.tarn.ledger;

import io.tarn.kernel.ServiceError;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The one thread that writes. It drains a bounded queue: each call in a savepoint, one COMMIT and
 * one sync for all that waited, and only then the answers, good or bad: a refusal too may rest on
 * what a neighbour in the group wrote.
 */
final class SqliteWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SqliteWriter.class);

  /** A group takes no more calls after this, so that a slow one does not hold many. */
  private static final long GROUP_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final LedgerConnection connection;
  private final SqliteNumbers numbers;
  private final BlockingQueue<Pending<?>> queue;
  private final int groupMax;
  private final Consumer<Effects> committed;
  private final List<Pending<?>> group = new ArrayList<>();
  private final Effects effects = new Effects();
  private final Thread thread;
  private volatile boolean closing;
  private volatile boolean emptyLog;
  private volatile @Nullable String refusal;
  private volatile long groups;

  SqliteWriter(
      LedgerConnection connection,
      SqliteNumbers numbers,
      Limits limits,
      Consumer<Effects> committed) {
    this.connection = connection;
    this.numbers = numbers;
    this.queue = new ArrayBlockingQueue<>(limits.queue());
    this.groupMax = limits.group();
    this.committed = committed;
    this.thread = new LedgerThread("ledger-writer", this::run);
  }

  void start() {
    thread.start();
  }

  <T> T commit(Work<T> work) {
    Pending<T> pending = admit(work);
    if (!queue.offer(pending)) {
      throw new ServiceError(
          "SlowDown",
          503,
          "Please reduce your request rate: " + queue.size() + " commits are waiting already");
    }
    return outcome(pending);
  }

  <T> T commitPatiently(Work<T> work) {
    Pending<T> pending = admit(work);
    try {
      while (!queue.offer(pending, 100, TimeUnit.MILLISECONDS)) {
        refuseIfNeeded();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LedgerException("Interrupted while waiting to commit", e);
    }
    return outcome(pending);
  }

  private <T> Pending<T> admit(Work<T> work) {
    LedgerThread.refuseNested();
    refuseIfNeeded();
    return new Pending<>(work);
  }

  private <T> T outcome(Pending<T> pending) {
    if (closing && queue.remove(pending)) {
      throw new LedgerException("The ledger is closed");
    }
    return pending.await();
  }

  private void refuseIfNeeded() {
    if (refusal != null) {
      throw refused();
    }
    if (closing) {
      throw new LedgerException("The ledger is closed");
    }
  }

  private ServiceError refused() {
    return new ServiceError("InternalFailure", 500, refusal + "");
  }

  boolean refusing() {
    return refusal != null;
  }

  /** How many COMMITs there have been. */
  long groups() {
    return groups;
  }

  /** After a failed sync nobody knows what is on disk; only a restart reads it anew. */
  void refuseFromNow(Throwable cause) {
    if (refusal == null) {
      refusal =
          "The ledger refuses writes since one to its disk failed ("
              + cause.getMessage()
              + "): look after the disk, then restart";
      LOG.error("The ledger refuses writes until the next start", cause);
    }
  }

  /** Asks for the write-ahead log to be carried over whole, after the next group. */
  void emptyLog() {
    emptyLog = true;
  }

  private void run() {
    while (true) {
      try {
        Pending<?> first = queue.poll(closing ? 0 : 100, TimeUnit.MILLISECONDS);
        if (first != null) {
          commitGroup(first);
        } else if (closing) {
          break;
        }
      } catch (InterruptedException e) {
        LOG.debug("The writer ends only by close", e);
      }
    }
    try {
      if (refusal == null) {
        numbers.giveBack(connection);
      }
      connection.close();
    } catch (SQLException e) {
      LOG.warn("The writer's connection did not close well", e);
    }
  }

  private void commitGroup(Pending<?> first) {
    group.clear();
    effects.clear();
    if (refusal != null) {
      first.fail(refused());
      return;
    }
    if (gather(first) && commitTransaction()) {
      groups++;
      committed.accept(effects);
      for (Pending<?> call : group) {
        call.answer();
      }
      if (emptyLog) {
        emptyLog = false;
        checkpoint();
      }
      return;
    }
    for (Pending<?> call : group) {
      alone(call);
    }
  }

  /** Runs what waits, each call in a savepoint. False when the transaction did not survive. */
  private boolean gather(Pending<?> first) {
    long began = System.nanoTime();
    Pending<?> next = first;
    try {
      connection.execute("BEGIN IMMEDIATE");
      numbers.reserve(connection);
    } catch (SQLException e) {
      inspect(e);
      group.add(first);
      rollBack();
      return false;
    }
    while (next != null) {
      group.add(next);
      if (!inSavepoint(next)) {
        rollBack();
        return false;
      }
      next =
          group.size() < groupMax && System.nanoTime() - began < GROUP_NANOS ? queue.poll() : null;
    }
    return true;
  }

  private boolean inSavepoint(Pending<?> call) {
    try {
      connection.execute("SAVEPOINT call");
    } catch (SQLException e) {
      inspect(e);
      return false;
    }
    Effects brought = runWork(call);
    try {
      if (brought == null) {
        connection.execute("ROLLBACK TO call");
      }
      // Fails when the work's error has ended the whole transaction.
      connection.execute("RELEASE call");
    } catch (SQLException e) {
      inspect(e);
      return false;
    }
    if (brought != null) {
      effects.add(brought);
    }
    return true;
  }

  /** The effects of a call that ended well, null for one that is settled as failed. */
  private @Nullable Effects runWork(Pending<?> call) {
    try (SqlTx tx = SqlTx.writing(connection, numbers)) {
      call.run(tx);
      return tx.flush();
    } catch (SQLException e) {
      inspect(e);
      call.settle(LocalLedger.fault("A commit failed", e));
    } catch (Throwable e) { // Whatever the work throws is its caller's.
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof SQLException sql) {
          inspect(sql);
          if (isPassing(sql) && !(e instanceof LedgerException)) {
            call.settle(LocalLedger.fault("A commit failed", sql));
            return null;
          }
        }
      }
      call.settle(e);
    }
    return null;
  }

  private boolean commitTransaction() {
    try {
      connection.execute("COMMIT");
      numbers.committed();
      return true;
    } catch (SQLException e) {
      inspect(e);
      rollBack();
      return false;
    }
  }

  /** The same call in a transaction of its own, answered by itself. */
  private void alone(Pending<?> call) {
    if (refusal != null) {
      call.fail(refused());
      return;
    }
    effects.clear();
    try {
      connection.execute("BEGIN IMMEDIATE");
      numbers.reserve(connection);
      Effects brought = runWork(call);
      if (brought == null) {
        rollBack();
        call.answer();
        return;
      }
      connection.execute("COMMIT");
      numbers.committed();
      groups++;
      committed.accept(brought);
      call.answer();
    } catch (SQLException e) {
      inspect(e);
      rollBack();
      call.fail(refusal == null ? LocalLedger.fault("A commit failed", e) : refused());
    }
  }

  private void rollBack() {
    numbers.rolledBack();
    try {
      connection.execute("ROLLBACK");
    } catch (SQLException e) {
      LOG.debug("The transaction had ended already: {}", e.getMessage());
    }
  }

  private void checkpoint() {
    try {
      // It answers with a row; left open, that would keep the next COMMIT from being done.
      connection.prepare("PRAGMA wal_checkpoint(PASSIVE)").executeQuery().close();
      connection.tidy();
    } catch (SQLException e) {
      inspect(e);
      LOG.warn("A checkpoint failed: {}", e.getMessage());
    }
  }

  private void inspect(SQLException error) {
    if (error instanceof SQLiteException sqlite) {
      int primary = sqlite.getResultCode().code & 0xff;
      if (primary == SQLiteErrorCode.SQLITE_IOERR.code
          || primary == SQLiteErrorCode.SQLITE_CORRUPT.code
          || primary == SQLiteErrorCode.SQLITE_NOTADB.code) {
        refuseFromNow(sqlite);
      }
    }
  }

  static boolean isPassing(SQLException error) {
    if (error instanceof SQLiteException sqlite) {
      int primary = sqlite.getResultCode().code & 0xff;
      return primary == SQLiteErrorCode.SQLITE_FULL.code
          || primary == SQLiteErrorCode.SQLITE_BUSY.code
          || primary == SQLiteErrorCode.SQLITE_NOMEM.code
          || primary == SQLiteErrorCode.SQLITE_IOERR.code;
    }
    return false;
  }

  @Override
  public void close() {
    closing = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (Pending<?> left = queue.poll(); left != null; left = queue.poll()) {
      left.fail(new LedgerException("The ledger was closed before this commit began"));
    }
  }
}
