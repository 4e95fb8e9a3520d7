package io.tarn.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that fails at the N-th write or sync of the log, N = 1.. until nothing fails. */
class TestLocalLedgerDisk {
  private static final int COMMITS = 2;

  @TempDir Path directory;

  @BeforeEach
  void needsStrace() throws InterruptedException {
    assumeTrue(straceWorks(), "strace is not installed, or may not trace here");
  }

  private static boolean straceWorks() throws InterruptedException {
    try {
      Process probe =
          new ProcessBuilder("strace", "-f", "-e", "trace=fsync", "-o", "/dev/null", "true")
              .redirectErrorStream(true)
              .start();
      probe.getInputStream().readAllBytes();
      return probe.waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void refusesWritesAfterAFailedSync() throws Exception {
    int n = 1;
    while (failAt("fsync,fdatasync", "EIO", n)) {
      n++;
      assertThat(n).isLessThan(50);
    }
    assertThat(n).as("at least each commit syncs").isGreaterThan(COMMITS);
  }

  @Test
  void losesNothingWhenAWriteFails() throws Exception {
    for (int n : new int[] {1, 2, 9, 20}) {
      failAt("pwrite64", "EIO", n);
    }
  }

  @Test
  void losesNothingWhenTheDiskIsFull() throws Exception {
    for (int n : new int[] {1, 12}) {
      failAt("pwrite64", "ENOSPC", n);
    }
  }

  @Test
  @Tag("nightly")
  void losesNothingAtAnyFailingWrite() throws Exception {
    for (String error : List.of("EIO", "ENOSPC")) {
      boolean failed = true;
      for (int n = 1; failed; n++) {
        failed = failAt("pwrite64", error, n);
      }
    }
  }

  /** Whether the fault was met. What was acknowledged is there after a restart in any case. */
  private boolean failAt(String calls, String error, int n) throws Exception {
    Path lake = Files.createTempDirectory(directory, "lake");
    Path trace = directory.resolve(lake.getFileName() + ".trace");
    try (LocalLedger ledger = LocalLedger.open(lake, InstantSource.system(), Limits.standard())) {
      ledger.migrate("trial");
    }
    // SQLite asks for its files by their full path, and strace compares that.
    String log = lake.toRealPath().resolve("ledger.db-wal").toString();
    Process child =
        LedgerChild.start(
            List.of(
                "strace",
                "-f",
                "--seccomp-bpf",
                "-qq",
                "-o",
                trace.toString(),
                "-P",
                log,
                "-e",
                "trace=" + calls,
                "-e",
                "inject=" + calls + ":error=" + error + ":when=" + n + "+"),
            lake,
            "write",
            "1",
            "" + COMMITS);
    List<String> said =
        new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    child.waitFor();
    boolean injected = Files.readString(trace).contains("(INJECTED)");
    Set<Integer> acknowledged = new HashSet<>();
    boolean refused = false;
    for (String line : said) {
      if (line.startsWith("ack ")) {
        acknowledged.add(Integer.parseInt(line.substring(4)));
        assertThat(refused && error.equals("EIO"))
            .as("acknowledged after a failed write: %s", said)
            .isFalse();
      }
      refused |= line.startsWith("nak ");
    }
    if (!injected) {
      assertThat(acknowledged).as("said %s", said).hasSize(COMMITS);
    }
    if (refused && error.equals("EIO")) {
      assertThat(said).anyMatch(line -> line.contains("The ledger refuses writes since"));
    }
    checkKept(lake, acknowledged);
    return injected;
  }

  private static void checkKept(Path lake, Set<Integer> acknowledged) {
    try (LocalLedger ledger = LocalLedger.open(lake, InstantSource.system(), Limits.standard())) {
      ledger.migrate("trial");
      assertThat(LedgerContract.names(ledger)).containsAll(names(acknowledged));
      assertThat(ledger.facts(0, 100))
          .hasSameSizeAs(LedgerContract.names(ledger))
          .extracting(Fact::position)
          .doesNotHaveDuplicates();
      assertThat(
              ledger.<String>read(
                  tx ->
                      tx.handle().createQuery("PRAGMA integrity_check").mapTo(String.class).one()))
          .isEqualTo("ok");
      LedgerChild.commitOne(ledger, 999);
    }
  }

  private static List<String> names(Set<Integer> numbers) {
    return numbers.stream().map(number -> "r" + number).toList();
  }
}
