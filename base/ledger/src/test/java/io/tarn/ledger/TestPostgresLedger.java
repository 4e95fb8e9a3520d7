package io.tarn.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TestPostgresLedger extends LedgerContract {
  private static final AtomicInteger DATABASES = new AtomicInteger();
  private static @org.jspecify.annotations.Nullable EmbeddedPostgres server;
  private DataSource source = server().getPostgresDatabase();

  @BeforeAll
  static void startServer() throws IOException {
    server = EmbeddedPostgres.builder().setServerConfig("max_connections", "200").start();
  }

  @AfterAll
  static void stopServer() throws IOException {
    server().close();
  }

  private static EmbeddedPostgres server() {
    return java.util.Objects.requireNonNull(server);
  }

  @BeforeEach
  void makeDatabase() throws SQLException {
    String name = "lake" + DATABASES.incrementAndGet();
    try (Connection connection = server().getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    }
    source = server().getDatabase("postgres", name);
  }

  @Override
  Ledger open(Limits limits) {
    return PostgresLedger.open(source, clock, limits);
  }

  @Test
  void givesPositionsInCommitOrderWhenCommitsInterleave() throws Exception {
    Ledger ledger = started(l -> {});
    // A transaction of another node that has its position but has not committed yet.
    try (Connection other = source.getConnection()) {
      other.setAutoCommit(false);
      long first = publishOn(other, "first");
      BlockingQueue<String> committed = new LinkedBlockingQueue<>();
      CountDownLatch inside = new CountDownLatch(1);
      Thread second =
          Thread.ofVirtual()
              .start(
                  () -> {
                    ledger.commit(
                        tx -> {
                          inside.countDown();
                          tx.publish(fact("Happened", "second"));
                          return 1;
                        });
                    committed.add("second");
                  });
      inside.await();
      awaitLockWaiter();
      assertThat(committed).isEmpty();
      assertThat(ledger.facts(0, 10)).isEmpty();
      other.commit();
      assertThat(take(committed)).isEqualTo("second");
      second.join();
      assertThat(ledger.facts(0, 10)).extracting(Fact::subject).containsExactly("first", "second");
      assertThat(ledger.facts(first, 10)).extracting(Fact::subject).containsExactly("second");
    }
  }

  private static long publishOn(Connection connection, String subject) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_advisory_xact_lock(" + PostgresLedger.FACT_LOCK + ")");
      try (ResultSet row =
          statement.executeQuery(
              "INSERT INTO ledger_fact VALUES (nextval('ledger_fact_position'), 'Happened', 1, 0,"
                  + " 'r', '"
                  + subject
                  + "', 'c', 't', '{}') RETURNING position")) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  private void awaitLockWaiter() throws SQLException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    try (Connection connection = source.getConnection();
        PreparedStatement query =
            connection.prepareStatement(
                "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")) {
      while (System.nanoTime() < deadline) {
        try (ResultSet rows = query.executeQuery()) {
          if (rows.next()) {
            return;
          }
        }
      }
    }
    throw new AssertionError("nobody waits for the lock of facts");
  }

  @Test
  void showsAReaderWithACursorEveryFactOfTwoNodes() throws Exception {
    Ledger one = started(l -> {});
    Ledger two = started(l -> {});
    int perWriter = 100;
    List<Thread> writers = new ArrayList<>();
    for (int w = 0; w < 6; w++) {
      int writer = w;
      Ledger node = w % 2 == 0 ? one : two;
      writers.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    for (int i = 0; i < perWriter; i++) {
                      String subject = writer + "/" + i;
                      node.commit(
                          tx -> {
                            tx.publish(fact("Happened", subject));
                            return subject;
                          });
                    }
                  }));
    }
    List<String> seen = new ArrayList<>();
    long cursor = 0;
    while (seen.size() < 6 * perWriter) {
      for (Fact fact : one.facts(cursor, 7)) {
        seen.add(fact.subject());
        cursor = fact.position();
      }
    }
    for (Thread writer : writers) {
      writer.join();
    }
    assertThat(seen).hasSize(600).doesNotHaveDuplicates();
    assertThat(one.facts(cursor, 10)).isEmpty();
  }

  @Test
  void runsConflictingCallsUntilTheyFitInAnOrder() {
    Ledger one = started(l -> {});
    Ledger two = started(l -> {});
    one.commit(tx -> put(tx, "sum", 0));
    AtomicInteger runs = new AtomicInteger();
    atOnce(
        40,
        number -> {
          Ledger node = number % 2 == 0 ? one : two;
          node.commit(
              tx -> {
                runs.incrementAndGet();
                long value = sum(tx);
                return Sql.update(
                    tx, "UPDATE trial_row SET value = ? WHERE name = 'sum'", value + 1);
              });
        });
    assertThat(one.<Long>read(TestPostgresLedger::sum)).isEqualTo(40);
    assertThat(runs.get()).isGreaterThan(40);
  }

  private static long sum(Tx tx) throws SQLException {
    return Sql.one(
            tx, "SELECT value FROM trial_row WHERE name = 'sum'", row -> row.getLong("value"))
        .orElseThrow();
  }

  @Test
  void feedsASubscriberOfTwoNodesEachFactOnce() throws Exception {
    BlockingQueue<String> last = new LinkedBlockingQueue<>();
    Consumer<Ledger> registrations =
        l ->
            l.subscribe(
                "listener",
                subscriber(
                    (fact, tx) -> {
                      log(tx, fact.subject());
                      if (fact.subject().equals("s99")) {
                        last.add("last");
                      }
                    }));
    Ledger one = started(registrations);
    Ledger two = started(registrations);
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      String subject = "s" + i;
      expected.add(subject);
      (i % 2 == 0 ? one : two)
          .commit(
              tx -> {
                tx.publish(fact("Happened", subject));
                return subject;
              });
    }
    take(last);
    one.close();
    two.close();
    assertThat(lines(prepared(limits()))).isEqualTo(expected);
  }

  @Test
  void wakesAnotherNodeForATask() throws Exception {
    BlockingQueue<String> ended = new LinkedBlockingQueue<>();
    started(
        l ->
            l.handle(
                "work",
                1,
                task -> {
                  ended.add(task.key());
                  return tx -> {};
                }));
    Ledger other = started(l -> {});
    other.commit(
        tx -> {
          tx.schedule(task("work", "k", Duration.ZERO, 1));
          return 1;
        });
    assertThat(take(ended)).isEqualTo("k");
  }

  @Test
  void takesATaskOverWhenItsLeaseRunsOut() throws Exception {
    BlockingQueue<String> ended = new LinkedBlockingQueue<>();
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch stuck = new CountDownLatch(1);
    Ledger stalled =
        started(
            l ->
                l.handle(
                    "work",
                    1,
                    task -> {
                      begun.countDown();
                      stuck.await();
                      return tx -> log(tx, "stalled");
                    }));
    stalled.commit(
        tx -> {
          tx.schedule(new NewTask("work", "k", Instant.EPOCH, 3, Duration.ZERO, "t", ""));
          return 1;
        });
    begun.await();
    // As if the node had hung: its lease lies in the past and nobody renews it.
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("UPDATE ledger_task SET lease_until = 1 WHERE kind = 'work'");
    }
    Ledger other =
        started(
            l ->
                l.handle(
                    "work",
                    1,
                    task -> {
                      ended.add("try " + task.attempt());
                      return tx -> log(tx, "other");
                    }));
    assertThat(take(ended)).isEqualTo("try 2");
    stuck.countDown();
    stalled.close();
    other.close();
    assertThat(lines(prepared(limits()))).containsExactly("other");
  }

  @Test
  void repeatsTheAnswerToARequestToken() {
    new RequestTokenRules(clock).check(started(l -> {}), () -> prepared(limits()));
  }
}
