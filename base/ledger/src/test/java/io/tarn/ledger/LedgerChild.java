package io.tarn.ledger;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** A process of its own that writes to a ledger, for tests that end it or fail its disk. */
final class LedgerChild {
  private LedgerChild() {}

  /** {@code <directory> open} or {@code <directory> write <threads> <commits>}. */
  public static void main(String[] arguments) throws Exception {
    PrintStream out = System.out;
    try (LocalLedger ledger =
        LocalLedger.open(Path.of(arguments[0]), InstantSource.system(), Limits.standard())) {
      ledger.migrate("trial");
      if (arguments[1].equals("open")) {
        out.println("opened");
        return;
      }
      ledger.subscribe("copy", new Copy());
      ledger.start();
      out.println("ready");
      write(ledger, Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]), out);
    } catch (RuntimeException e) {
      out.println("failed " + e.getMessage());
      out.flush();
      Runtime.getRuntime().halt(3);
    }
    out.println("done");
  }

  /** What one commit writes: a row, a fact and a task, all under one number. */
  static int commitOne(Ledger ledger, int number) {
    return ledger.commit(
        tx -> {
          LedgerContract.put(tx, "r" + number, number);
          tx.publish(
              new NewFact("Happened", 1, Instant.EPOCH, "r", "s" + number, "root", "t", "{}"));
          tx.schedule(
              new NewTask(
                  "later",
                  "k" + number,
                  Instant.EPOCH,
                  1,
                  Duration.ZERO,
                  "t",
                  "x".repeat(number % 300)));
          return number;
        });
  }

  private static void write(Ledger ledger, int threads, int commits, PrintStream out)
      throws InterruptedException {
    AtomicInteger next = new AtomicInteger();
    List<Thread> writers = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      writers.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int number = next.incrementAndGet();
                        number <= commits;
                        number = next.incrementAndGet()) {
                      try {
                        commitOne(ledger, number);
                        out.println("ack " + number);
                      } catch (RuntimeException e) {
                        out.println("nak " + number + " " + e.getMessage());
                      }
                    }
                  }));
    }
    for (Thread writer : writers) {
      writer.join();
    }
  }

  /** Copies each fact's subject into a table, in the commit that moves its cursor. */
  static final class Copy implements FactSubscriber {
    @Override
    public Set<String> kinds() {
      return Set.of("Happened");
    }

    @Override
    public void on(Fact fact, Tx tx) throws SQLException {
      PreparedStatement insert = tx.prepare("INSERT INTO trial_log (line) VALUES (?)");
      insert.setString(1, fact.subject());
      insert.executeUpdate();
    }
  }

  /** Starts this class in a JVM of its own, behind a command such as strace. */
  static Process start(List<String> before, Path directory, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(before);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx256m",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            LedgerChild.class.getName(),
            directory.toString()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .redirectError(directory.resolveSibling(directory.getFileName() + ".err").toFile())
        .start();
  }
}
