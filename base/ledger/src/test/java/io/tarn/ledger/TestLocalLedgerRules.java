package io.tarn.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.kernel.ServiceError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The rules of group commit on SQLite. */
@Timeout(60)
class TestLocalLedgerRules {
  @TempDir Path directory;
  private final List<LocalLedger> opened = new ArrayList<>();

  private LocalLedger open(Limits limits) {
    LocalLedger ledger = LocalLedger.open(directory, InstantSource.system(), limits);
    opened.add(ledger);
    ledger.migrate("trial");
    return ledger;
  }

  @AfterEach
  void closeAll() {
    opened.forEach(LocalLedger::close);
  }

  /** Holds the writer inside a call, so that all calls made meanwhile share its group. */
  private static final class Held {
    private final CountDownLatch inside = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private final Thread caller;

    Held(Ledger ledger) throws InterruptedException {
      caller =
          Thread.ofVirtual()
              .start(
                  () ->
                      ledger.commit(
                          tx -> {
                            inside.countDown();
                            LedgerContract.awaitQuietly(release);
                            return 1;
                          }));
      inside.await();
    }

    void release() throws InterruptedException {
      release.countDown();
      caller.join();
    }
  }

  private static Thread inBackground(Map<Integer, String> outcomes, int number, Runnable call) {
    Thread thread =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    call.run();
                    outcomes.put(number, "ok");
                  } catch (LedgerException | ServiceError e) {
                    outcomes.put(number, e.getMessage() + "");
                  }
                });
    while (thread.getState() != Thread.State.WAITING
        && thread.getState() != Thread.State.TERMINATED) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }
    return thread;
  }

  @Test
  void sharesOneCommitAmongAllThatWait() throws Exception {
    LocalLedger ledger = open(Limits.standard());
    long before = ledger.groups();
    Held held = new Held(ledger);
    Map<Integer, String> outcomes = new ConcurrentHashMap<>();
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      int number = i;
      callers.add(inBackground(outcomes, i, () -> LedgerChild.commitOne(ledger, number)));
    }
    assertThat(outcomes).isEmpty();
    held.release();
    for (Thread caller : callers) {
      caller.join();
    }
    assertThat(ledger.groups() - before).isLessThanOrEqualTo(2);
    assertThat(LedgerContract.names(ledger)).hasSize(20);
  }

  @Test
  void runsEachCallAloneWhenTheDiskFillsInMidGroup() throws Exception {
    LocalLedger ledger = open(Limits.standard());
    // Room for some small rows, none for the large one.
    long pages =
        ledger.commit(tx -> tx.handle().createQuery("PRAGMA page_count").mapTo(Long.class).one());
    ledger.commit(
        tx ->
            tx.handle()
                .createQuery("PRAGMA max_page_count = " + (pages + 3))
                .mapTo(Long.class)
                .one());
    Map<Integer, Integer> runs = new ConcurrentHashMap<>();
    Map<Integer, String> outcomes = new ConcurrentHashMap<>();
    Held held = new Held(ledger);
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      int number = i;
      callers.add(
          inBackground(
              outcomes,
              i,
              () ->
                  ledger.commit(
                      tx -> {
                        runs.merge(number, 1, Integer::sum);
                        LedgerContract.put(tx, "r" + number, number);
                        if (number == 1) {
                          return LedgerContract.log(tx, "x".repeat(200_000));
                        }
                        return LedgerContract.log(tx, "small");
                      })));
    }
    held.release();
    for (Thread caller : callers) {
      caller.join();
    }
    assertThat(outcomes.get(1)).contains("full");
    outcomes.remove(1);
    assertThat(outcomes.values()).hasSize(8).containsOnly("ok");
    assertThat(LedgerContract.names(ledger))
        .containsExactly("r0", "r2", "r3", "r4", "r5", "r6", "r7", "r8");
    // What came before the fault ran twice, and stands once: one call, as a group is cut by time.
    assertThat(runs.get(0)).isEqualTo(2);
    assertThat(LedgerContract.lines(ledger)).hasSize(8);
  }

  @Test
  void answersARefusalOnlyAfterTheCommitItMayRestOn() throws Exception {
    LocalLedger ledger = open(Limits.standard());
    Held held = new Held(ledger);
    Map<Integer, String> outcomes = new ConcurrentHashMap<>();
    Thread first =
        inBackground(outcomes, 1, () -> ledger.commit(tx -> LedgerContract.put(tx, "a", 1)));
    Thread second =
        inBackground(outcomes, 2, () -> ledger.commit(tx -> LedgerContract.put(tx, "a", 2)));
    assertThat(outcomes).isEmpty();
    held.release();
    first.join();
    second.join();
    assertThat(outcomes.get(1)).isEqualTo("ok");
    assertThat(outcomes.get(2)).contains("UNIQUE");
  }

  @Test
  void answersSlowDownWhenTheQueueIsFull() throws Exception {
    LocalLedger ledger = open(Limits.standard().withQueue(3));
    Held held = new Held(ledger);
    Map<Integer, String> outcomes = new ConcurrentHashMap<>();
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      int number = i;
      callers.add(inBackground(outcomes, i, () -> LedgerChild.commitOne(ledger, number)));
    }
    assertThatThrownBy(() -> LedgerChild.commitOne(ledger, 99))
        .isInstanceOfSatisfying(
            ServiceError.class,
            error -> {
              assertThat(error.code()).isEqualTo("SlowDown");
              assertThat(error.status()).isEqualTo(503);
              assertThat(error).hasMessageContaining("3 commits are waiting");
            });
    held.release();
    for (Thread caller : callers) {
      caller.join();
    }
    assertThat(LedgerContract.names(ledger)).containsExactly("r0", "r1", "r2");
  }

  @Test
  void interruptsAReadThatLingersAndLetsTheLogShrink() throws Exception {
    LocalLedger ledger = open(Limits.standard().withReadTime(Duration.ofMillis(200)));
    ledger.start();
    CountDownLatch never = new CountDownLatch(1);
    assertThatThrownBy(
            () ->
                ledger.read(
                    tx -> {
                      tx.prepare("SELECT name FROM trial_row").executeQuery().next();
                      LedgerContract.awaitQuietly(never);
                      return 1;
                    }))
        .isInstanceOf(LedgerException.class)
        .hasMessage("A read took longer than 200 ms and was interrupted");
    assertThat(LedgerContract.names(ledger)).isEmpty();
  }

  @Test
  void interruptsAQueryThatTakesTooLong() {
    LocalLedger ledger = open(Limits.standard().withReadTime(Duration.ofMillis(200)));
    ledger.start();
    assertThatThrownBy(
            () ->
                ledger.read(
                    tx ->
                        tx.handle()
                            .createQuery(
                                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
                                    + " SELECT COUNT(*) FROM n")
                            .mapTo(Long.class)
                            .one()))
        .isInstanceOf(LedgerException.class)
        .hasMessage("A read took longer than 200 ms and was interrupted");
  }

  @Test
  void letsTheReadsOfAStartTakeTheirTime() {
    LocalLedger ledger = open(Limits.standard().withReadTime(Duration.ofMillis(1)));
    assertThat(ledger.<Long>read(TestLocalLedgerRules::countToAMillion)).isEqualTo(1_000_000);
    ledger.start();
    assertThatThrownBy(() -> ledger.read(TestLocalLedgerRules::countToAMillion))
        .isInstanceOf(LedgerException.class)
        .hasMessage("A read took longer than 1 ms and was interrupted");
  }

  private static long countToAMillion(Tx tx) throws SQLException {
    return Sql.one(
            tx,
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000)"
                + " SELECT COUNT(*) FROM n",
            row -> row.getLong(1))
        .orElseThrow();
  }

  @Test
  void carriesTheLogOverUnderSteadyWrites() throws Exception {
    LocalLedger ledger = open(Limits.standard());
    byte[] body = new byte[100_000];
    Path log = directory.resolve("ledger.db-wal");
    FileTime carriedOver = Files.getLastModifiedTime(directory.resolve("ledger.db"));
    long written = 0;
    long longest = 0;
    // Until the log has been begun anew: much more was written than it is long.
    Random random = new Random(1);
    while (written < 60L << 20 || written < 2 * longest) {
      random.nextBytes(body); // Pages that do not change are not written.
      ledger.commit(
          tx ->
              tx.handle()
                  .createUpdate(
                      "INSERT INTO trial_row (name, value, body) VALUES ('big', 1, :body)"
                          + " ON CONFLICT (name) DO UPDATE SET body = excluded.body")
                  .bind("body", body)
                  .execute());
      written += body.length;
      longest = Math.max(longest, Files.size(log));
      assertThat(longest).isLessThan(1L << 30);
    }
    assertThat(Files.getLastModifiedTime(directory.resolve("ledger.db"))).isNotEqualTo(carriedOver);
  }

  @Test
  void refusesADirectoryInUseByAnotherProcess() throws Exception {
    open(Limits.standard());
    Process child = LedgerChild.start(List.of(), directory, "open");
    String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(said)
        .contains("failed The data directory " + directory.toRealPath() + " is in use by another")
        .contains("process id " + ProcessHandle.current().pid());
    assertThat(child.waitFor()).isEqualTo(3);
  }

  @Test
  void refusesANewerFormat() throws Exception {
    open(Limits.standard()).close();
    change("PRAGMA user_version = 7");
    assertThatThrownBy(() -> open(Limits.standard()))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("written by a newer Tarn")
        .hasMessageContaining("format 7, this binary knows up to 1");
  }

  @Test
  void refusesARoomMigratedByANewerBinary() throws Exception {
    open(Limits.standard()).close();
    change(
        "INSERT INTO trial_history (installed_rank, version, description, type, script, checksum,"
            + " installed_by, installed_on, execution_time, success) VALUES (9, '12', 'later',"
            + " 'SQL', 'V12__later.sql', 1, '', '2026-01-01 00:00:00.000', 1, 1)");
    change("UPDATE ledger_room SET scripts = 'of the newer one' WHERE room = 'trial'");
    assertThatThrownBy(() -> open(Limits.standard()))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("newer Tarn: room trial stands at version 12");
  }

  private void change(String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("ledger.db"));
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void keepsCommittingWhenASwallowedErrorEndedTheTransaction() throws IOException {
    LocalLedger ledger = open(Limits.standard());
    assertThatThrownBy(
            () ->
                ledger.commit(
                    tx -> {
                      LedgerContract.put(tx, "a", 1);
                      tx.handle().execute("ROLLBACK");
                      return 1;
                    }))
        .isInstanceOf(LedgerException.class);
    ledger.commit(tx -> LedgerContract.put(tx, "b", 1));
    assertThat(LedgerContract.names(ledger)).containsExactly("b");
  }
}
