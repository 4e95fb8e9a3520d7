package io.tarn.ledger;

import io.tarn.kernel.ServiceError;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Platform threads that commit, each with a connection; PostgreSQL groups their syncs itself. */
final class PostgresWriters implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresWriters.class);
  private static final int TRIES = 100;

  /** Opens connections; each belongs to one thread. */
  @FunctionalInterface
  interface Opener {
    LedgerConnection open() throws SQLException;
  }

  /** Runs at the end of a transaction that brought facts or tasks. */
  @FunctionalInterface
  interface Announcement {
    void announce(LedgerConnection connection, Effects effects) throws SQLException;
  }

  private record Request(Pending<?> call, int isolation) {}

  private final BlockingQueue<Request> queue;
  private final Opener opener;
  private final SqlTx.Numbers numbers;
  private final Announcement announcement;
  private final Consumer<Effects> committed;
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean closing;

  PostgresWriters(
      Limits limits,
      Opener opener,
      SqlTx.Numbers numbers,
      Announcement announcement,
      Consumer<Effects> committed) {
    this.queue = new ArrayBlockingQueue<>(limits.queue());
    this.opener = opener;
    this.numbers = numbers;
    this.announcement = announcement;
    this.committed = committed;
    for (int i = 0; i < limits.readers(); i++) {
      Thread thread = new LedgerThread("ledger-writer-" + i, () -> new Worker().run());
      threads.add(thread);
      thread.start();
    }
  }

  <T> T commit(Work<T> work, int isolation) {
    Pending<T> pending = admit(work);
    Request request = new Request(pending, isolation);
    if (!queue.offer(request)) {
      throw new ServiceError(
          "SlowDown",
          503,
          "Please reduce your request rate: " + queue.size() + " commits are waiting already");
    }
    return outcome(pending, request);
  }

  <T> T commitPatiently(Work<T> work, int isolation) {
    Pending<T> pending = admit(work);
    Request request = new Request(pending, isolation);
    try {
      while (!queue.offer(request, 100, TimeUnit.MILLISECONDS)) {
        refuseIfClosed();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LedgerException("Interrupted while waiting to commit", e);
    }
    return outcome(pending, request);
  }

  private <T> Pending<T> admit(Work<T> work) {
    LedgerThread.refuseNested();
    refuseIfClosed();
    return new Pending<>(work);
  }

  private <T> T outcome(Pending<T> pending, Request request) {
    if (closing && queue.remove(request)) {
      throw new LedgerException("The ledger is closed");
    }
    return pending.await();
  }

  private void refuseIfClosed() {
    if (closing) {
      throw new LedgerException("The ledger is closed");
    }
  }

  @Override
  public void close() {
    closing = true;
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    for (Request left = queue.poll(); left != null; left = queue.poll()) {
      left.call().fail(new LedgerException("The ledger was closed before this commit began"));
    }
  }

  private final class Worker {
    private @Nullable LedgerConnection connection;

    void run() {
      while (true) {
        try {
          Request next = queue.poll(closing ? 0 : 100, TimeUnit.MILLISECONDS);
          if (next != null) {
            serve(next);
          } else if (closing) {
            break;
          }
        } catch (InterruptedException e) {
          LOG.debug("The writers end only by close", e);
        }
      }
      renew();
    }

    private void serve(Request request) {
      Pending<?> call = request.call();
      for (int attempt = 1; ; attempt++) {
        try {
          attempt(request);
          return;
        } catch (SQLException e) {
          rollBack();
          if (!isConflict(e)) {
            call.fail(fault(e));
            return;
          }
        } catch (Throwable e) { // Whatever the work throws is its caller's.
          rollBack();
          SQLException conflict = conflict(e);
          if (conflict == null) {
            call.fail(e);
            return;
          }
        }
        if (attempt == TRIES) {
          call.fail(
              new ServiceError(
                  "SlowDown",
                  503,
                  "Please reduce your request rate: the same data is being changed by others"));
          return;
        }
        pause(attempt);
      }
    }

    private void attempt(Request request) throws Exception {
      LedgerConnection on = connection;
      if (on == null) {
        on = opener.open();
        connection = on;
      }
      if (on.jdbc().getTransactionIsolation() != request.isolation()) {
        on.jdbc().rollback();
        on.jdbc().setTransactionIsolation(request.isolation());
      }
      Effects brought;
      try (SqlTx tx = SqlTx.writing(on, numbers)) {
        request.call().run(tx);
        brought = tx.flush();
        if (brought.lastFact() > 0 || !brought.due().isEmpty()) {
          announcement.announce(on, brought);
        }
      }
      on.jdbc().commit();
      committed.accept(brought);
      request.call().answer();
    }

    private void pause(int attempt) {
      try {
        long most = Math.min(1L << Math.min(attempt, 6), 50);
        TimeUnit.NANOSECONDS.sleep(
            ThreadLocalRandom.current().nextLong(Duration.ofMillis(most).toNanos()));
      } catch (InterruptedException e) {
        LOG.debug("A conflict is tried again at once", e);
      }
    }

    private void rollBack() {
      try {
        if (connection != null) {
          connection.jdbc().rollback();
        }
      } catch (SQLException e) {
        LOG.warn("A connection is given up: {}", e.getMessage());
        renew();
      }
    }

    private void renew() {
      LedgerConnection old = connection;
      connection = null;
      try {
        if (old != null) {
          old.close();
        }
      } catch (SQLException e) {
        LOG.warn("A writer's connection did not close well", e);
      }
    }
  }

  private static @Nullable SQLException conflict(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && isConflict(sql)) {
        return sql;
      }
    }
    return null;
  }

  /** Serialization failure or deadlock: the same work may pass when run again. */
  private static boolean isConflict(SQLException error) {
    String state = error.getSQLState();
    return "40001".equals(state) || "40P01".equals(state);
  }

  private static LedgerException fault(SQLException error) {
    String state = error.getSQLState() + "";
    // Connection lost, out of resources, shutting down: no fault of the work.
    boolean passing = state.startsWith("08") || state.startsWith("53") || state.startsWith("57");
    return new LedgerException("A commit failed: " + error.getMessage(), error, passing);
  }
}
