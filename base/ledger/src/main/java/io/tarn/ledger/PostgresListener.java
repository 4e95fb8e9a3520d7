package io.tarn.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hears what other nodes have committed. After a break it looks for itself. */
final class PostgresListener implements AutoCloseable {
  static final String CHANNEL = "tarn_ledger";
  private static final Logger LOG = LoggerFactory.getLogger(PostgresListener.class);
  private static final int WAIT_MILLIS = 200;

  private final DataSource source;
  private final LongConsumer facts;
  private final Runnable lookAgain;
  private final CountDownLatch listening = new CountDownLatch(1);
  private final Thread thread = new LedgerThread("ledger-listener", this::run);
  private final Thread looker = Thread.ofVirtual().name("ledger-look").unstarted(this::look);
  private final java.util.concurrent.Semaphore toLook = new java.util.concurrent.Semaphore(0);
  private volatile boolean closing;

  PostgresListener(DataSource source, LongConsumer facts, Runnable lookAgain) {
    this.source = source;
    this.facts = facts;
    this.lookAgain = lookAgain;
  }

  void start() {
    thread.start();
    looker.start();
    try {
      if (!listening.await(30, TimeUnit.SECONDS)) {
        throw new LedgerException("PostgreSQL could not be listened to within 30 s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (!closing) {
      try (Connection connection = source.getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("LISTEN " + CHANNEL);
        toLook.release();
        listening.countDown();
        hear(connection.unwrap(PGConnection.class));
      } catch (SQLException e) {
        LOG.warn("The connection that listens broke and is made anew: {}", e.getMessage());
        pause();
      }
    }
  }

  private void hear(PGConnection connection) throws SQLException {
    while (!closing) {
      PGNotification @Nullable [] heard = connection.getNotifications(WAIT_MILLIS);
      if (heard == null) {
        continue;
      }
      boolean tasks = false;
      for (PGNotification notification : heard) {
        String[] words = notification.getParameter().split(" ", -1);
        facts.accept(Long.parseLong(words[0]));
        tasks |= words.length > 1 && words[1].equals("task");
      }
      if (tasks) {
        toLook.release();
      }
    }
  }

  /** Looking reads the ledger, which a ledger's thread may not. */
  private void look() {
    while (!closing) {
      try {
        toLook.acquire();
        toLook.drainPermits();
        if (!closing) {
          lookAgain.run();
        }
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        LOG.warn("What other nodes committed could not be looked at: {}", e.getMessage());
      }
    }
  }

  private void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(200);
    } catch (InterruptedException e) {
      LOG.debug("The listener ends only by close", e);
    }
  }

  @Override
  public void close() {
    closing = true;
    toLook.release();
    looker.interrupt();
    try {
      thread.join(10L * WAIT_MILLIS);
      looker.join(10L * WAIT_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
