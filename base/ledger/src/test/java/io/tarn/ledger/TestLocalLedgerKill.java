package io.tarn.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 loses nothing that was acknowledged: rows, facts, tasks, and each subscriber's place. */
class TestLocalLedgerKill {
  @TempDir Path directory;

  @Test
  void keepsEveryAcknowledgedCommit() throws Exception {
    rounds(3);
  }

  @Test
  @Tag("nightly")
  void keepsEveryAcknowledgedCommitInManyRounds() throws Exception {
    rounds(200);
  }

  private void rounds(int rounds) throws Exception {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("TestLocalLedgerKill seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < rounds; round++) {
      Path lake = Files.createDirectory(directory.resolve("round" + round));
      Set<Integer> acknowledged = killOnce(lake, 1 + random.nextInt(3000));
      assertThat(acknowledged).as("round %d of seed %d", round, seed).isNotEmpty();
      check(lake, acknowledged);
    }
  }

  /** Lets a child write with 32 threads and kills it after so many acknowledgements. */
  private static Set<Integer> killOnce(Path lake, int after) throws Exception {
    Process child = LedgerChild.start(List.of(), lake, "write", "32", "1000000");
    Set<Integer> acknowledged = new HashSet<>();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        assertThat(line).doesNotStartWith("nak").doesNotStartWith("failed");
        if (line.startsWith("ack ")) {
          acknowledged.add(Integer.parseInt(line.substring(4)));
          if (acknowledged.size() == after) {
            child
                .toHandle()
                .destroyForcibly(); // Unlike Process.destroyForcibly, it leaves the pipe readable.
          }
        }
      }
    }
    child.waitFor();
    return acknowledged;
  }

  private static void check(Path lake, Set<Integer> acknowledged) throws Exception {
    try (LocalLedger ledger = LocalLedger.open(lake, InstantSource.system(), Limits.standard())) {
      ledger.migrate("trial");
      Set<Integer> rows = numbers(LedgerContract.names(ledger));
      assertThat(rows).containsAll(acknowledged);
      assertThat(numbers(subjects(ledger))).isEqualTo(rows);
      assertThat(
              numbers(
                  ledger.read(
                      tx ->
                          tx.handle()
                              .createQuery("SELECT task_key FROM ledger_task WHERE kind = 'later'")
                              .mapTo(String.class)
                              .list())))
          .isEqualTo(rows);
      CountDownLatch last = new CountDownLatch(1);
      LedgerChild.Copy copy = new LedgerChild.Copy();
      ledger.subscribe(
          "copy",
          new FactSubscriber() {
            @Override
            public Set<String> kinds() {
              return Set.of("Happened", "Last");
            }

            @Override
            public void on(Fact fact, Tx tx) throws SQLException {
              if (fact.kind().equals("Last")) {
                last.countDown();
              } else {
                copy.on(fact, tx);
              }
            }
          });
      ledger.start();
      ledger.commit(
          tx -> {
            tx.publish(
                new NewFact(
                    "Last", 1, InstantSource.system().instant(), "r", "s", "root", "t", "{}"));
            return 1;
          });
      last.await();
    }
    checkFile(lake);
  }

  private static List<String> subjects(Ledger ledger) {
    List<String> subjects = new ArrayList<>();
    long after = 0;
    List<Fact> facts = ledger.facts(after, 1000);
    while (!facts.isEmpty()) {
      facts.forEach(fact -> subjects.add(fact.subject()));
      facts = ledger.facts(facts.getLast().position(), 1000);
    }
    return subjects;
  }

  private static Set<Integer> numbers(List<String> names) {
    Set<Integer> numbers = new HashSet<>();
    names.forEach(name -> numbers.add(Integer.parseInt(name.substring(1))));
    assertThat(numbers).hasSameSizeAs(names);
    return numbers;
  }

  /** The subscriber's copy has every fact once and in order, over the kill and the restart. */
  private static void checkFile(Path lake) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + lake.resolve("ledger.db"));
        Statement statement = connection.createStatement()) {
      assertThat(column(statement, "PRAGMA integrity_check")).containsExactly("ok");
      assertThat(column(statement, "SELECT line FROM trial_log ORDER BY id"))
          .isEqualTo(
              column(
                  statement,
                  "SELECT subject FROM ledger_fact WHERE kind = 'Happened' ORDER BY position"));
    }
  }

  private static List<String> column(Statement statement, String sql) throws SQLException {
    List<String> values = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        values.add(rows.getString(1));
      }
    }
    return values;
  }
}
