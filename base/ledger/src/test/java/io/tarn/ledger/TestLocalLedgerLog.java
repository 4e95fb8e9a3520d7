package io.tarn.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The write-ahead log cut anywhere leaves a prefix of the commits. */
@Timeout(120)
class TestLocalLedgerLog {
  private static final int HEADER = 32;
  private static final int FRAME = 4096 + 24;
  private static final int COMMITS = 14;

  @TempDir Path directory;
  private byte[] database = new byte[0];
  private byte[] log = new byte[0];

  /** The log's length after a commit, to the number of commits it holds. */
  private final NavigableMap<Long, Integer> ends = new TreeMap<>();

  @BeforeEach
  void write() throws Exception {
    Path lake = directory.resolve("lake");
    Path file = lake.resolve("ledger.db");
    Path wal = lake.resolve("ledger.db-wal");
    try (LocalLedger ledger = open(lake)) {
      ledger.migrate("trial");
      ledger.commit(tx -> LedgerContract.log(tx, "base"));
    }
    database = Files.readAllBytes(file);
    try (LocalLedger ledger = open(lake)) {
      // A reader on the database as it is keeps the checkpointer from touching it.
      CountDownLatch reading = new CountDownLatch(1);
      CountDownLatch enough = new CountDownLatch(1);
      Thread reader =
          Thread.ofVirtual()
              .start(
                  () ->
                      ledger.read(
                          tx -> {
                            try (ResultSet rows =
                                tx.prepare("SELECT * FROM trial_log").executeQuery()) {
                              rows.next();
                              reading.countDown();
                              LedgerContract.awaitQuietly(enough);
                            }
                            return 1;
                          }));
      reading.await();
      ends.put(0L, 0);
      for (int i = 1; i <= COMMITS; i++) {
        LedgerChild.commitOne(ledger, i);
        ends.put(Files.size(wal), i);
      }
      log = Files.readAllBytes(wal);
      assertThat(Files.readAllBytes(file)).isEqualTo(database);
      enough.countDown();
      reader.join();
    }
    assertThat(log.length).isEqualTo(ends.lastKey().intValue());
    assertThat((log.length - HEADER) % FRAME).isZero();
  }

  private static LocalLedger open(Path lake) {
    return LocalLedger.open(lake, InstantSource.system(), Limits.standard());
  }

  @Test
  void leavesAPrefixOfTheCommitsWhereverItIsCut() throws Exception {
    int cuts = 0;
    for (int frame = HEADER; frame <= log.length; frame += FRAME) {
      for (int inside : new int[] {0, 24, FRAME - 1}) {
        int length = Math.min(frame + inside, log.length);
        check(Arrays.copyOf(log, length), ends.floorEntry((long) length).getValue());
        cuts++;
      }
    }
    for (int length : new int[] {0, 1, 31}) {
      check(Arrays.copyOf(log, length), 0);
    }
    assertThat(cuts).isGreaterThan(3 * COMMITS);
  }

  @Test
  void leavesAPrefixOfTheCommitsWhereAFrameIsDamaged() throws Exception {
    for (int frame = HEADER; frame < log.length; frame += FRAME) {
      byte[] damaged = log.clone();
      damaged[frame + 24 + 100] ^= 0x40;
      check(damaged, ends.floorEntry((long) frame).getValue());
    }
  }

  @Test
  void opensAndGoesOnAfterACut() throws Exception {
    for (int cut = HEADER + FRAME; cut < log.length; cut += 13 * FRAME + 17) {
      Path lake = lake(Arrays.copyOf(log, cut));
      int expected = ends.floorEntry((long) cut).getValue();
      try (LocalLedger ledger = open(lake)) {
        ledger.migrate("trial");
        assertThat(LedgerContract.names(ledger)).hasSize(expected);
        assertThat(ledger.facts(0, 1000)).hasSize(expected);
        LedgerChild.commitOne(ledger, 999);
        assertThat(ledger.facts(0, 1000)).extracting(Fact::position).doesNotHaveDuplicates();
      }
    }
  }

  private Path lake(byte[] cutLog) throws IOException {
    Path lake = Files.createTempDirectory(directory, "cut");
    Files.write(lake.resolve("ledger.db"), database);
    Files.write(lake.resolve("ledger.db-wal"), cutLog);
    return lake;
  }

  private void check(byte[] cutLog, int commits) throws IOException, SQLException {
    Path lake = lake(cutLog);
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + lake.resolve("ledger.db"));
        Statement statement = connection.createStatement()) {
      assertThat(one(statement, "PRAGMA integrity_check")).isEqualTo("ok");
      String numbers =
          "SELECT COUNT(*) || ' ' || COALESCE(MAX(CAST(substr(%s, 2) AS INTEGER)), 0) FROM %s";
      String prefix = commits + " " + commits;
      assertThat(one(statement, numbers.formatted("name", "trial_row"))).isEqualTo(prefix);
      assertThat(one(statement, numbers.formatted("subject", "ledger_fact"))).isEqualTo(prefix);
      assertThat(one(statement, numbers.formatted("task_key", "ledger_task"))).isEqualTo(prefix);
    }
    for (String name : new String[] {"ledger.db", "ledger.db-wal", "ledger.db-shm"}) {
      Files.deleteIfExists(lake.resolve(name));
    }
  }

  private static String one(Statement statement, String sql) throws SQLException {
    try (ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
