package io.tarn.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;

/** A trial room on a ledger of its own, and what tests do with it again and again. */
abstract class LedgerFixture {
  final MovableClock clock = new MovableClock();
  private final List<Ledger> opened = new ArrayList<>();

  /** Opens the ledger of this test's lake, new at the first call and the same one after it. */
  abstract Ledger open(Limits limits);

  final Ledger prepared(Limits limits) {
    Ledger ledger = open(limits);
    opened.add(ledger);
    ledger.migrate("trial");
    return ledger;
  }

  final Ledger started(Consumer<Ledger> registrations) {
    Ledger ledger = prepared(limits());
    registrations.accept(ledger);
    ledger.start();
    return ledger;
  }

  static Limits limits() {
    return Limits.standard().withSubscribers(3, Duration.ofMillis(5));
  }

  @AfterEach
  final void closeAll() {
    opened.forEach(Ledger::close);
  }

  static String put(Tx tx, String name, long value) throws SQLException {
    Sql.update(tx, "INSERT INTO trial_row (name, value) VALUES (?, ?)", name, value);
    return name;
  }

  static String log(Tx tx, String line) throws SQLException {
    Sql.update(tx, "INSERT INTO trial_log (line) VALUES (?)", line);
    return line;
  }

  static List<String> lines(Ledger ledger) {
    return ledger.read(
        tx -> Sql.list(tx, "SELECT line FROM trial_log ORDER BY id", row -> row.getString(1)));
  }

  static List<String> names(Ledger ledger) {
    return ledger.read(
        tx -> Sql.list(tx, "SELECT name FROM trial_row ORDER BY name", row -> row.getString(1)));
  }

  NewFact fact(String kind, String subject) {
    return new NewFact(kind, 1, clock.instant(), "us-east-1", subject, "root", "trace", "{}");
  }

  NewTask task(String kind, String key, Duration in, int attempts) {
    return new NewTask(
        kind, key, clock.instant().plus(in), attempts, Duration.ofSeconds(10), "trace", key);
  }

  /** Commits facts of the kind that {@link #subscriber} listens to. */
  final void publish(Ledger ledger, String... subjects) {
    ledger.commit(
        tx -> {
          for (String subject : subjects) {
            tx.publish(fact("Happened", subject));
          }
          return subjects;
        });
  }

  static void schedule(Ledger ledger, NewTask... tasks) {
    ledger.commit(
        tx -> {
          for (NewTask task : tasks) {
            tx.schedule(task);
          }
          return tasks;
        });
  }

  /** Starts a ledger whose tasks of kind "work" only tell what they are. */
  final Ledger working(BlockingQueue<String> ended, Function<Task, String> telling) {
    return handling(
        "work",
        4,
        task -> {
          ended.add(telling.apply(task));
          return tx -> log(tx, task.key());
        });
  }

  final Ledger handling(String kind, int concurrency, TaskHandler handler) {
    return started(l -> l.handle(kind, concurrency, handler));
  }

  /** Runs a body so often at once and waits for all of them. */
  static void atOnce(int times, IntConsumer body) {
    List<Future<?>> running = new ArrayList<>();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < times; i++) {
        int number = i;
        running.add(callers.submit(() -> body.accept(number)));
      }
    }
    assertThat(running).allSatisfy(caller -> assertThat(caller).succeedsWithin(Duration.ZERO));
  }

  static <T> T take(BlockingQueue<T> queue) throws InterruptedException {
    T taken = queue.poll(30, TimeUnit.SECONDS);
    if (taken == null) {
      throw new AssertionError("nothing came within 30 s");
    }
    return taken;
  }

  static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  interface Reaction {
    void on(Fact fact, Tx tx) throws SQLException;
  }

  static FactSubscriber subscriber(Reaction reaction) {
    return new FactSubscriber() {
      @Override
      public Set<String> kinds() {
        return Set.of("Happened");
      }

      @Override
      public void on(Fact fact, Tx tx) throws SQLException {
        reaction.on(fact, tx);
      }
    };
  }
}
