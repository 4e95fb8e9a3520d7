package io.tarn.bench;

import com.sun.management.OperatingSystemMXBean;
import io.tarn.ledger.Ledger;
import io.tarn.ledger.Limits;
import io.tarn.ledger.LocalLedger;
import io.tarn.ledger.NewFact;
import io.tarn.ledger.NewTask;
import io.tarn.ledger.Tx;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Durable commits a second, each one row of state, one fact and one task, at several numbers of
 * callers; in the same run a raw append and fdatasync loop, and the same three rows inserted by one
 * thread with plain JDBC in transactions of 64 calls. The rounds are interleaved and the medians
 * printed, so that a slow minute of the disk strikes all alike.
 */
public final class LedgerBench {
  private static final String BODY = "b".repeat(200);
  private static final String JSON = "{\"detail\":\"" + "j".repeat(150) + "\"}";
  private static final OperatingSystemMXBean MACHINE =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  /** Operations a second, CPU microseconds of the process an operation, operations a sync. */
  record Figure(double rate, double cpu, double perSync) {}

  private interface Run {
    Figure run(Duration time) throws Exception;
  }

  private final Path directory;
  private final AtomicLong numbers = new AtomicLong();

  LedgerBench(Path directory) {
    this.directory = directory;
  }

  public static void main(String[] arguments) throws Exception {
    Path base =
        arguments.length > 0
            ? Path.of(arguments[0])
            : Path.of(System.getProperty("java.io.tmpdir"));
    int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
    int seconds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 3;
    Path directory = Files.createTempDirectory(base, "ledger-bench");
    try {
      new LedgerBench(directory).measure(rounds, Duration.ofSeconds(seconds));
    } finally {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private void measure(int rounds, Duration time) throws Exception {
    try (LocalLedger ledger =
            LocalLedger.open(directory.resolve("lake"), InstantSource.system(), Limits.standard());
        Connection plain = plain()) {
      ledger.migrate("bench");
      ledger.start();
      Map<String, Run> runs = new LinkedHashMap<>();
      runs.put("raw append + fdatasync", this::append);
      runs.put("plain JDBC, 64 a transaction", limit -> jdbc(plain, limit));
      for (int callers : new int[] {1, 8, 64, 256}) {
        runs.put("ledger, callers " + callers, limit -> ledger(ledger, callers, limit));
      }
      Map<String, List<Figure>> figures = new LinkedHashMap<>();
      for (int round = 0; round <= rounds; round++) {
        for (Map.Entry<String, Run> run : runs.entrySet()) {
          Figure figure = run.getValue().run(round == 0 ? Duration.ofSeconds(2) : time);
          if (round > 0) { // The first round warms up.
            figures.computeIfAbsent(run.getKey(), key -> new ArrayList<>()).add(figure);
          }
        }
      }
      print(figures);
    }
  }

  private static void print(Map<String, List<Figure>> figures) {
    System.out.printf(
        "%-30s %10s %21s %10s %10s%n", "", "per s", "min .. max", "CPU us", "per sync");
    figures.forEach(
        (name, list) ->
            System.out.printf(
                "%-30s %10.0f %10.0f..%9.0f %10.1f %10.1f%n",
                name,
                median(list.stream().mapToDouble(Figure::rate).toArray()),
                list.stream().mapToDouble(Figure::rate).min().orElse(0),
                list.stream().mapToDouble(Figure::rate).max().orElse(0),
                median(list.stream().mapToDouble(Figure::cpu).toArray()),
                median(list.stream().mapToDouble(Figure::perSync).toArray())));
    System.out.printf(
        "64 callers / plain JDBC = %.2f (target 0.7); 1 caller / raw append = %.2f (target 0.8)%n",
        ratio(figures, "ledger, callers 64", "plain JDBC, 64 a transaction"),
        ratio(figures, "ledger, callers 1", "raw append + fdatasync"));
  }

  /** The median of the ratios within a round. */
  private static double ratio(Map<String, List<Figure>> figures, String of, String to) {
    List<Figure> above = figures.getOrDefault(of, List.of());
    List<Figure> below = figures.getOrDefault(to, List.of());
    double[] ratios = new double[above.size()];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = above.get(i).rate() / below.get(i).rate();
    }
    return median(ratios);
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return values.length == 0 ? 0 : values[values.length / 2];
  }

  private Figure append(Duration time) throws IOException {
    Path file = directory.resolve("raw");
    ByteBuffer page = ByteBuffer.allocateDirect(4096);
    long count = 0;
    long cpu = MACHINE.getProcessCpuTime();
    long began = System.nanoTime();
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      while (System.nanoTime() - began < time.toNanos()) {
        page.rewind();
        channel.write(page);
        channel.force(false);
        count++;
      }
    }
    return figure(count, count, began, cpu);
  }

  private static Figure figure(long count, long syncs, long began, long cpu) {
    double seconds = (System.nanoTime() - began) / 1e9;
    return new Figure(
        count / seconds,
        (MACHINE.getProcessCpuTime() - cpu) / 1e3 / Math.max(1, count),
        (double) count / Math.max(1, syncs));
  }

  /** The ledger's own tables in a database of their own, as anybody would open it. */
  private Connection plain() throws SQLException {
    Path lake = directory.resolve("plain");
    try (LocalLedger ledger = LocalLedger.open(lake, InstantSource.system(), Limits.standard())) {
      ledger.migrate("bench");
    }
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + lake.resolve("ledger.db"));
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode = WAL");
      statement.execute("PRAGMA synchronous = FULL");
    }
    connection.setAutoCommit(false);
    return connection;
  }

  private Figure jdbc(Connection connection, Duration time) throws SQLException {
    long count = 0;
    long cpu = MACHINE.getProcessCpuTime();
    long began = System.nanoTime();
    try (PreparedStatement row =
            connection.prepareStatement(
                "INSERT INTO bench_row (name, value, body) VALUES (?, ?, ?)");
        PreparedStatement fact =
            connection.prepareStatement(
                "INSERT INTO ledger_fact (position, kind, version, time, region, subject, caller,"
                    + " trace_id, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
        PreparedStatement task =
            connection.prepareStatement(
                "INSERT INTO ledger_task (id, kind, task_key, due, attempt, attempts, back_off,"
                    + " owner, lease_until, trace_id, body)"
                    + " VALUES (?, ?, ?, ?, 0, ?, ?, '', 0, ?, ?)")) {
      while (System.nanoTime() - began < time.toNanos()) {
        for (int i = 0; i < 64; i++) {
          long number = numbers.incrementAndGet();
          String name = name(number);
          bindRow(row, number);
          row.executeUpdate();
          bindFact(fact, number, name);
          fact.executeUpdate();
          bindTask(task, number, name);
          task.executeUpdate();
        }
        connection.commit();
        count += 64;
      }
    }
    return figure(count, count / 64, began, cpu);
  }

  private static void bindRow(PreparedStatement row, long number) throws SQLException {
    row.setString(1, name(number));
    row.setLong(2, number);
    row.setString(3, BODY);
  }

  private static void bindFact(PreparedStatement fact, long number, String name)
      throws SQLException {
    fact.setLong(1, number);
    fact.setString(2, "BenchHappened");
    fact.setLong(3, 1);
    fact.setLong(4, 1_800_000_000_000L);
    fact.setString(5, "us-east-1");
    fact.setString(6, name);
    fact.setString(7, "arn:aws:iam::000000000000:root");
    fact.setString(8, "trace");
    fact.setString(9, JSON);
  }

  private static void bindTask(PreparedStatement task, long number, String name)
      throws SQLException {
    task.setLong(1, number);
    task.setString(2, "bench.later");
    task.setString(3, name);
    task.setLong(4, 1_900_000_000_000L);
    task.setLong(5, 3);
    task.setLong(6, 1000);
    task.setString(7, "trace");
    task.setString(8, JSON);
  }

  private static String name(long number) {
    return "arn:aws:bench:us-east-1:000000000000:row/%012x".formatted(Long.reverse(number) >>> 16);
  }

  Figure ledger(LocalLedger ledger, int callers, Duration time) throws Exception {
    AtomicLong count = new AtomicLong();
    long groups = ledger.groups();
    long cpu = MACHINE.getProcessCpuTime();
    long began = System.nanoTime();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < callers; i++) {
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    while (System.nanoTime() - began < time.toNanos()) {
                      commit(ledger);
                      count.incrementAndGet();
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return figure(count.get(), ledger.groups() - groups, began, cpu);
  }

  private void commit(Ledger ledger) {
    long number = numbers.incrementAndGet();
    String name = name(number);
    NewFact fact =
        new NewFact(
            "BenchHappened",
            1,
            Instant.ofEpochMilli(1_800_000_000_000L),
            "us-east-1",
            name,
            "arn:aws:iam::000000000000:root",
            "trace",
            JSON);
    NewTask task =
        new NewTask(
            "bench.later",
            name,
            Instant.ofEpochMilli(1_900_000_000_000L),
            3,
            Duration.ofSeconds(1),
            "trace",
            JSON);
    ledger.commit(tx -> write(tx, number, fact, task));
  }

  private static long write(Tx tx, long number, NewFact fact, NewTask task) throws SQLException {
    PreparedStatement row =
        tx.prepare("INSERT INTO bench_row (name, value, body) VALUES (?, ?, ?)");
    bindRow(row, number);
    row.executeUpdate();
    tx.publish(fact);
    tx.schedule(task);
    return number;
  }
}
