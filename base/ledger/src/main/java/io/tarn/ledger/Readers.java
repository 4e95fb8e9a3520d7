package io.tarn.ledger;

import io.tarn.kernel.ServiceError;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A bounded pool of platform threads, each with a connection, that run reads on snapshots. */
final class Readers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Readers.class);

  /** Opens and drives the connections of one kind of database. */
  interface Snapshots {
    LedgerConnection open() throws SQLException;

    void begin(LedgerConnection connection) throws SQLException;

    void end(LedgerConnection connection) throws SQLException;

    /** From another thread: stop what runs and give the snapshot up. */
    void abandon(LedgerConnection connection) throws SQLException;
  }

  private final Snapshots snapshots;
  private final long limitNanos;
  private final Duration limit;
  private final BlockingQueue<Pending<?>> queue;
  private final List<Slot> slots = new ArrayList<>();
  private volatile boolean limited;
  private volatile boolean closing;

  Readers(Limits limits, Snapshots snapshots) {
    this.snapshots = snapshots;
    this.limit = limits.readTime();
    this.limitNanos = limit.toNanos();
    this.queue = new ArrayBlockingQueue<>(limits.readQueue());
    for (int i = 0; i < limits.readers(); i++) {
      Slot slot = new Slot(i);
      slots.add(slot);
      slot.thread.start();
    }
    new LedgerThread("ledger-read-limit", this::watch).start();
  }

  <T> T read(Work<T> work) {
    LedgerThread.refuseNested();
    if (closing) {
      throw new LedgerException("The ledger is closed");
    }
    Pending<T> pending = new Pending<>(work);
    if (!queue.offer(pending)) {
      throw new ServiceError(
          "SlowDown",
          503,
          "Please reduce your request rate: " + queue.size() + " reads are waiting already");
    }
    if (closing && queue.remove(pending)) {
      throw new LedgerException("The ledger is closed");
    }
    return pending.await();
  }

  /** From here on reads are bounded: until then nobody waits but the start itself. */
  void limit() {
    limited = true;
  }

  private void watch() {
    long tick = Math.clamp(limitNanos / 20, 1_000_000L, 250_000_000L);
    while (!closing) {
      try {
        TimeUnit.NANOSECONDS.sleep(tick);
      } catch (InterruptedException e) {
        return;
      }
      long now = System.nanoTime();
      for (Slot slot : slots) {
        slot.expire(now);
      }
    }
  }

  @Override
  public void close() {
    closing = true;
    for (Slot slot : slots) {
      slot.thread.interrupt();
    }
    for (Slot slot : slots) {
      try {
        slot.thread.join(limit.toMillis() + 1000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    for (Pending<?> left = queue.poll(); left != null; left = queue.poll()) {
      left.fail(new LedgerException("The ledger was closed before this read began"));
    }
  }

  private final class Slot {
    private final Thread thread;
    private @Nullable LedgerConnection connection;
    private @Nullable SqlTx running;
    private long began;
    private boolean expired;

    Slot(int number) {
      this.thread = new LedgerThread("ledger-reader-" + number, this::run);
    }

    private void run() {
      while (!closing) {
        Pending<?> next;
        try {
          next = queue.take();
        } catch (InterruptedException e) {
          continue; // Either closing, which the loop sees, or the late end of an expired read.
        }
        serve(next);
      }
      try {
        if (connection != null) {
          connection.close();
        }
      } catch (SQLException e) {
        LOG.warn("A reader's connection did not close well", e);
      }
    }

    private void serve(Pending<?> pending) {
      try {
        LedgerConnection on = connection;
        if (on == null) {
          on = snapshots.open();
          connection = on;
        }
        snapshots.begin(on);
        boolean late = run(pending, on);
        if (late) {
          renew();
          throw tooLong();
        }
        snapshots.end(on);
        pending.answer();
      } catch (LedgerException e) {
        pending.fail(e);
      } catch (SQLException | RuntimeException e) {
        pending.fail(new LedgerException("A read failed: " + e.getMessage(), e));
        renew();
      }
    }

    /** Whether the read had to be ended from outside; then its own outcome means nothing. */
    private boolean run(Pending<?> pending, LedgerConnection on) throws SQLException {
      SqlTx tx = SqlTx.reading(on);
      start(tx);
      try {
        pending.run(tx);
      } catch (Throwable e) { // Whatever the work throws is its caller's.
        pending.settle(
            e instanceof SQLException sql
                ? new LedgerException("A read failed: " + sql.getMessage(), sql)
                : e);
      }
      if (finish()) {
        return true;
      }
      tx.close();
      return false;
    }

    private LedgerException tooLong() {
      return new LedgerException(
          "A read took longer than " + limit.toMillis() + " ms and was interrupted");
    }

    /** After a fault the connection's state is unknown: the next read gets a fresh one. */
    private void renew() {
      LedgerConnection old = connection;
      connection = null;
      try {
        if (old != null) {
          old.close();
        }
      } catch (SQLException e) {
        LOG.warn("A reader's connection did not close well", e);
      }
    }

    private synchronized void start(SqlTx tx) {
      running = tx;
      began = System.nanoTime();
      expired = false;
    }

    private synchronized boolean finish() {
      running = null;
      if (expired) {
        Thread.interrupted();
      }
      return expired;
    }

    private synchronized void expire(long now) {
      SqlTx tx = running;
      LedgerConnection on = connection;
      if (!limited || tx == null || on == null || now - began < limitNanos) {
        return;
      }
      tx.expire(tooLong().getMessage() + "");
      if (!expired) {
        expired = true;
        thread.interrupt();
      }
      try {
        snapshots.abandon(on);
      } catch (SQLException e) {
        LOG.warn("A read that lingers could not be ended yet: {}", e.getMessage());
      }
    }
  }
}
