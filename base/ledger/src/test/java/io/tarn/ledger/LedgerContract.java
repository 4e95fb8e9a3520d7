package io.tarn.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.kernel.ServiceError;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every ledger does, whatever database is below it. */
@Timeout(60)
abstract class LedgerContract extends LedgerFixture {
  @Test
  void keepsWhatWasCommitted() {
    Ledger ledger = started(l -> {});
    assertThat(ledger.<String>commit(tx -> put(tx, "a", 1))).isEqualTo("a");
    ledger.close();
    Ledger again = prepared(limits());
    assertThat(names(again)).containsExactly("a");
  }

  @Test
  void undoesAFailedCallAndHarmsNoNeighbour() {
    Ledger ledger = started(l -> {});
    AtomicInteger refused = new AtomicInteger();
    atOnce(
        200,
        number -> {
          try {
            ledger.commit(
                tx -> {
                  put(tx, "n%03d".formatted(number), number);
                  if (number % 3 == 0) {
                    throw new ServiceError("Refused", 400, "every third");
                  }
                  if (number % 3 == 1) {
                    put(tx, "n%03d".formatted(number), number);
                  }
                  return number;
                });
          } catch (ServiceError | LedgerException e) {
            refused.incrementAndGet();
          }
        });
    assertThat(names(ledger)).hasSize(66).allMatch(n -> Integer.parseInt(n.substring(1)) % 3 == 2);
    assertThat(refused).hasValue(134);
  }

  @Test
  void tellsAConstraintFailureFromAFault() {
    Ledger ledger = started(l -> {});
    ledger.commit(tx -> put(tx, "a", 1));
    assertThatThrownBy(() -> ledger.commit(tx -> put(tx, "a", 2)))
        .isInstanceOf(LedgerException.class)
        .hasCauseInstanceOf(SQLException.class);
    ledger.commit(tx -> put(tx, "b", 2));
    assertThat(names(ledger)).containsExactly("a", "b");
  }

  @Test
  void readsOneSnapshot() throws Exception {
    Ledger ledger = started(l -> {});
    ledger.commit(tx -> put(tx, "a", 1));
    CountDownLatch looked = new CountDownLatch(1);
    CountDownLatch written = new CountDownLatch(1);
    Thread writer =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    looked.await();
                    ledger.commit(tx -> put(tx, "b", 1));
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  } finally {
                    written.countDown();
                  }
                });
    List<Long> counts =
        ledger.read(
            tx -> {
              long before = count(tx);
              looked.countDown();
              awaitQuietly(written);
              return List.of(before, count(tx));
            });
    writer.join();
    assertThat(counts).containsExactly(1L, 1L);
    assertThat(ledger.<Long>read(LedgerContract::count)).isEqualTo(2);
  }

  private static long count(Tx tx) throws SQLException {
    return Sql.one(tx, "SELECT COUNT(*) FROM trial_row", row -> row.getLong(1)).orElseThrow();
  }

  @Test
  void refusesToWriteInARead() {
    Ledger ledger = started(l -> {});
    assertThatThrownBy(() -> ledger.read(tx -> put(tx, "a", 1)))
        .isInstanceOf(LedgerException.class);
    assertThatThrownBy(
            () ->
                ledger.read(
                    tx -> {
                      tx.publish(fact("Happened", "s"));
                      return 1;
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("use Ledger.commit");
    assertThat(names(ledger)).isEmpty();
  }

  @Test
  void refusesNestedCalls() {
    Ledger ledger = started(l -> {});
    assertThatThrownBy(() -> ledger.commit(tx -> ledger.read(inner -> 1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("may not call the ledger again");
  }

  @Test
  void refusesATxAfterItsWork() {
    Ledger ledger = started(l -> {});
    Tx kept = ledger.commit(tx -> tx);
    assertThatThrownBy(() -> kept.prepare("SELECT 1"))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("valid only inside its work");
  }

  @Test
  void survivesAResultLeftOpen() {
    Ledger ledger = started(l -> {});
    ledger.commit(tx -> put(tx, "a", 1));
    ledger.commit(tx -> put(tx, "b", 1));
    boolean first =
        ledger.commit(tx -> tx.prepare("SELECT name FROM trial_row").executeQuery().next());
    assertThat(first).isTrue();
    ledger.commit(tx -> put(tx, "c", 1));
    assertThat(names(ledger)).containsExactly("a", "b", "c");
  }

  @Test
  void keepsFactsInCommitOrder() {
    Ledger ledger = started(l -> {});
    atOnce(
        20,
        number ->
            ledger.commit(
                tx -> {
                  tx.publish(fact("Happened", "s" + number));
                  return log(tx, "s" + number);
                }));
    List<Fact> facts = ledger.facts(0, 100);
    assertThat(facts).hasSize(20);
    assertThat(facts).extracting(Fact::position).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void publishesNothingForAFailedCall() {
    Ledger ledger = started(l -> {});
    assertThatThrownBy(
            () ->
                ledger.commit(
                    tx -> {
                      tx.publish(fact("Happened", "s"));
                      tx.schedule(task("work", "k", Duration.ZERO, 1));
                      throw new ServiceError("Refused", 400, "no");
                    }))
        .isInstanceOf(ServiceError.class);
    assertThat(ledger.facts(0, 10)).isEmpty();
  }

  @Test
  void feedsASubscriberOnceInOrderAcrossRestarts() throws Exception {
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    Consumer<Ledger> registrations =
        l ->
            l.subscribe(
                "listener",
                subscriber(
                    (fact, tx) -> {
                      log(tx, fact.subject());
                      heard.add(fact.subject());
                    }));
    Ledger ledger = started(registrations);
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      String subject = "s" + i;
      expected.add(subject);
      ledger.commit(
          tx -> {
            tx.publish(fact("Other", "unwanted"));
            tx.publish(fact("Happened", subject));
            return subject;
          });
    }
    for (int i = 0; i < 30; i++) {
      take(heard);
    }
    ledger.close();
    Ledger again = started(registrations);
    publish(again, "last");
    while (!take(heard).equals("last")) {
      // A subscriber may run twice; what it wrote stands once.
    }
    again.close();
    expected.add("last");
    assertThat(lines(prepared(limits()))).isEqualTo(expected);
  }

  @Test
  void startsANewSubscriberAtTheEnd() throws Exception {
    Ledger ledger = started(l -> {});
    publish(ledger, "before");
    ledger.close();
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    Ledger again =
        started(l -> l.subscribe("late", subscriber((fact, tx) -> heard.add(fact.subject()))));
    publish(again, "after");
    assertThat(take(heard)).isEqualTo("after");
  }

  @Test
  void setsAsideAFactThatKeepsFailing() throws Exception {
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    AtomicInteger tries = new AtomicInteger();
    Ledger ledger =
        started(
            l ->
                l.subscribe(
                    "picky",
                    subscriber(
                        (fact, tx) -> {
                          if (fact.subject().equals("bad")) {
                            tries.incrementAndGet();
                            log(tx, "never");
                            throw new IllegalArgumentException("cannot take it");
                          }
                          log(tx, fact.subject());
                          heard.add(fact.subject());
                        })));
    publish(ledger, "good", "bad", "next");
    while (!take(heard).equals("next")) {
      // The batch ran once more, a fact at a time.
    }
    ledger.close();
    Ledger again = prepared(limits());
    assertThat(lines(again)).containsExactly("good", "next");
    assertThat(again.setAside(10))
        .singleElement()
        .satisfies(
            aside -> {
              assertThat(aside.who()).isEqualTo("picky");
              assertThat(aside.subject()).isEqualTo("bad");
              assertThat(aside.reason()).contains("cannot take it");
            });
    assertThat(tries.get()).isGreaterThanOrEqualTo(3);
  }

  @Test
  void runsATaskWhenItsCommitIsDone() throws Exception {
    BlockingQueue<String> ended = new LinkedBlockingQueue<>();
    Ledger ledger = working(ended, task -> task.key() + " " + task.attempt());
    schedule(ledger, task("work", "a", Duration.ZERO, 1));
    assertThat(take(ended)).isEqualTo("a 1");
    ledger.close();
    assertThat(lines(prepared(limits()))).containsExactly("a");
  }

  @Test
  void waitsForATasksTime() throws Exception {
    BlockingQueue<String> ended = new LinkedBlockingQueue<>();
    Ledger ledger = working(ended, Task::key);
    schedule(
        ledger,
        task("work", "later", Duration.ofMinutes(10), 1),
        task("work", "now", Duration.ZERO, 1));
    assertThat(take(ended)).isEqualTo("now");
    assertThat(ended).isEmpty();
    clock.advance(Duration.ofMinutes(11));
    ledger.wake();
    assertThat(take(ended)).isEqualTo("later");
  }

  @Test
  void replacesAWaitingTaskOfTheSameKey() throws Exception {
    BlockingQueue<String> ended = new LinkedBlockingQueue<>();
    Ledger ledger = working(ended, task -> task.key() + task.body());
    Instant due = clock.instant().plusSeconds(60);
    for (String body : List.of("1", "2", "3")) {
      ledger.commit(
          tx -> {
            tx.schedule(new NewTask("work", "k", due, 1, Duration.ZERO, "t", body));
            tx.schedule(new NewTask("work", "gone", due, 1, Duration.ZERO, "t", body));
            return 1;
          });
    }
    ledger.commit(
        tx -> {
          tx.unschedule("work", "gone");
          tx.schedule(new NewTask("work", "z", due.plusSeconds(1), 1, Duration.ZERO, "t", ""));
          return 1;
        });
    clock.advance(Duration.ofSeconds(100));
    ledger.wake();
    assertThat(List.of(take(ended), take(ended))).containsExactlyInAnyOrder("k3", "z");
    assertThat(ended).isEmpty();
  }

  @Test
  void triesAgainAfterABackOffAndThenGivesUpByName() throws Exception {
    BlockingQueue<String> ended = new LinkedBlockingQueue<>();
    Ledger ledger =
        handling(
            "work",
            4,
            new TaskHandler() {
              @Override
              public Completion run(Task task) {
                ended.add("try " + task.attempt());
                throw new IllegalStateException("fails");
              }

              @Override
              public Completion exhausted(Task task, Throwable failure) {
                ended.add("gave up");
                return tx -> log(tx, task.key() + " " + failure.getMessage());
              }
            });
    schedule(ledger, task("work", "k", Duration.ZERO, 3));
    assertThat(take(ended)).isEqualTo("try 1");
    advanceUntil(ledger, ended, Duration.ofSeconds(10), "try 2");
    advanceUntil(ledger, ended, Duration.ofSeconds(20), "try 3");
    assertThat(take(ended)).isEqualTo("gave up");
    ledger.close();
    assertThat(lines(prepared(limits()))).containsExactly("k fails");
  }

  /** The retry is written a moment after the failure, at a due time of that moment. */
  private void advanceUntil(
      Ledger ledger, BlockingQueue<String> heard, Duration step, String expected)
      throws InterruptedException {
    for (int i = 0; i < 1000; i++) {
      clock.advance(step);
      ledger.wake();
      String next = heard.poll(20, TimeUnit.MILLISECONDS);
      if (next != null) {
        assertThat(next).isEqualTo(expected);
        return;
      }
    }
    throw new AssertionError(expected + " did not come");
  }

  @Test
  void runsNoMoreThanItsConcurrencyAndNoKeyTwiceAtOnce() throws Exception {
    BlockingQueue<String> ended = new LinkedBlockingQueue<>();
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Ledger ledger =
        handling(
            "work",
            2,
            task -> {
              most.accumulateAndGet(now.incrementAndGet(), Math::max);
              Thread.yield();
              now.decrementAndGet();
              return tx -> {
                log(tx, task.key());
                ended.add(task.key());
              };
            });
    ledger.commit(
        tx -> {
          for (int i = 0; i < 50; i++) {
            tx.schedule(task("work", "k" + i, Duration.ZERO, 1));
          }
          return 1;
        });
    for (int i = 0; i < 50; i++) {
      take(ended);
    }
    assertThat(most.get()).isLessThanOrEqualTo(2);
    ledger.close();
    assertThat(lines(prepared(limits()))).hasSize(50).doesNotHaveDuplicates();
  }

  @Test
  void schedulesItselfFromItsCompletion() throws Exception {
    BlockingQueue<String> ended = new LinkedBlockingQueue<>();
    Ledger ledger =
        handling(
            "step",
            1,
            task -> {
              ended.add(task.body());
              int next = Integer.parseInt(task.body()) + 1;
              return tx -> {
                if (next <= 20) {
                  tx.schedule(
                      new NewTask("step", "k", clock.instant(), 1, Duration.ZERO, "t", "" + next));
                }
              };
            });
    schedule(ledger, new NewTask("step", "k", clock.instant(), 1, Duration.ZERO, "t", "1"));
    for (int i = 1; i <= 20; i++) {
      assertThat(take(ended)).isEqualTo("" + i);
    }
  }

  @Test
  void countsATryThatWasCutOff() throws Exception {
    BlockingQueue<String> begun = new LinkedBlockingQueue<>();
    CountDownLatch never = new CountDownLatch(1);
    Ledger ledger =
        handling(
            "work",
            1,
            task -> {
              begun.add("try " + task.attempt());
              never.await();
              return tx -> {};
            });
    schedule(ledger, task("work", "k", Duration.ZERO, 5));
    assertThat(take(begun)).isEqualTo("try 1");
    ledger.close();
    clock.advance(Duration.ofMinutes(5));
    handling(
        "work",
        1,
        task -> {
          begun.add("try " + task.attempt());
          return tx -> {};
        });
    assertThat(take(begun)).isEqualTo("try 2");
  }

  @Test
  void purgesOldFactsThatAllHavePassed() throws Exception {
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    FactSubscriber listener =
        subscriber((fact, tx) -> tx.schedule(task("heard", "k", Duration.ZERO, 1)));
    started(l -> l.subscribe("listener", listener)).close();
    Ledger ledger =
        started(
            l -> {
              l.subscribe("listener", listener);
              l.handle(
                  "heard",
                  1,
                  task -> {
                    heard.add(task.key());
                    return tx -> {};
                  });
            });
    publish(ledger, "old");
    take(heard);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!ledger.facts(0, 1).isEmpty() && System.nanoTime() < deadline) {
      clock.advance(Duration.ofDays(8));
      ledger.wake();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }
    assertThat(ledger.facts(0, 1)).isEmpty();
  }
}
