package io.tarn.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Statements through Athena's API over HTTP, with polling and fetching, beside raw DuckDB on the
 * same Parquet files with as many threads and as much memory, in one run.
 *
 * <p>{@code SqlBench <new directory> <folder of TPC-H's queries> [scale] [minutes] [parts]}: the
 * sum of TPC-H's queries, what a small statement costs, how fast rows are fetched, and sixteen
 * clients at once for so many minutes; or those parts of it that are named, as in {@code
 * small,clients}.
 */
public final class SqlBench {
  /** As {@code ./tarn up} has them. */
  private static final List<String> FLAGS =
      List.of(
          "-XX:+UseSerialGC",
          "-Xmx1g",
          "-Xss512k",
          "--add-modules=jdk.incubator.vector",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "--add-opens=java.base/java.nio=ALL-UNNAMED");

  private static final int THREADS = 2;
  private static final int MEMORY_MEGABYTES = 2048;
  private static final int ROUNDS = 5;

  /** Trino's planner is compiled by then. */
  private static final int WARM_ROUNDS = 10;

  private static final int SMALL_ROUNDS = 300;
  private static final int CLIENTS = 16;

  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private final Server lake;
  private final Connection duck;
  private final Map<String, String> queries;

  private SqlBench(Server lake, Connection duck, Map<String, String> queries) {
    this.lake = lake;
    this.duck = duck;
    this.queries = queries;
  }

  public static void main(String[] arguments)
      throws IOException, SQLException, InterruptedException {
    Path directory = Files.createDirectories(Path.of(arguments[0]));
    Map<String, String> queries = queries(Path.of(arguments[1]));
    double scale = arguments.length > 2 ? Double.parseDouble(arguments[2]) : 1;
    int minutes = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 10;
    List<String> parts =
        List.of((arguments.length > 4 ? arguments[4] : "tpch,small,rows,clients").split(","));
    List<Path> files = TpchFiles.write(directory, scale);
    try (Server lake = Server.lake(directory.resolve("lake"), FLAGS);
        Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        AthenaClient client = new AthenaClient(lake.connect("athena"), "tpch")) {
      TpchFiles.load(lake, client, files);
      execute(duck, "SET threads = " + THREADS);
      execute(duck, "SET memory_limit = '" + MEMORY_MEGABYTES + "MB'");
      execute(duck, "SET parquet_metadata_cache = true");
      for (Path file : files) {
        execute(
            duck,
            "CREATE VIEW %s AS SELECT * FROM read_parquet('%s')"
                .formatted(TpchFiles.table(file), file));
      }
      SqlBench bench = new SqlBench(lake, duck, queries);
      if (parts.contains("tpch")) {
        bench.all(client);
      }
      if (parts.contains("small")) {
        bench.small(client, "one row", "SELECT count(*) FROM region");
        bench.small(client, "count(*) of lineitem", "SELECT count(*) FROM lineitem");
      }
      if (parts.contains("rows")) {
        bench.rows(client);
      }
      if (parts.contains("clients") && minutes > 0) {
        bench.clients(Duration.ofMinutes(minutes));
      }
      System.out.printf("memory %.0f MiB, most %.0f MiB%n", lake.rss(), lake.peakRss());
    }
  }

  private static Map<String, String> queries(Path folder) throws IOException {
    Map<String, String> queries = new TreeMap<>(Comparator.comparing(SqlBench::number));
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        queries.put(file.getFileName().toString().replace(".sql", ""), Files.readString(file));
      }
    }
    return queries;
  }

  private static int number(String name) {
    return Integer.parseInt(name.replaceAll("\\D", ""));
  }

  /** Both engines in turn, so that what else the machine does meets both. */
  private void all(AthenaClient client) throws IOException, SQLException {
    for (int round = 0; round < WARM_ROUNDS; round++) {
      for (String query : queries.values()) {
        client.run(query);
      }
    }
    System.out.printf(
        "%-8s %12s %12s %12s %12s%n", "query", "lake ms", "DuckDB ms", "lake CPU", "DuckDB CPU");
    double lakes = 0;
    double ducks = 0;
    double lakeCpus = 0;
    double duckCpus = 0;
    for (Map.Entry<String, String> query : queries.entrySet()) {
      double[] lakeTimes = new double[ROUNDS];
      double[] duckTimes = new double[ROUNDS];
      double lakeCpu = 0;
      double duckCpu = 0;
      for (int round = -1; round < ROUNDS; round++) {
        Duration lakeBefore = lake.cpu();
        long began = System.nanoTime();
        client.run(query.getValue());
        double lakeTime = (System.nanoTime() - began) / 1e6;
        Duration lakeSpent = lake.cpu().minus(lakeBefore);
        long duckBefore = PROCESS.getProcessCpuTime();
        began = System.nanoTime();
        execute(duck, query.getValue());
        double duckTime = (System.nanoTime() - began) / 1e6;
        long duckSpent = PROCESS.getProcessCpuTime() - duckBefore;
        if (round >= 0) {
          lakeTimes[round] = lakeTime;
          duckTimes[round] = duckTime;
          lakeCpu += lakeSpent.toNanos() / 1e6 / ROUNDS;
          duckCpu += duckSpent / 1e6 / ROUNDS;
        }
      }
      Arrays.sort(lakeTimes);
      Arrays.sort(duckTimes);
      lakes += lakeTimes[ROUNDS / 2];
      ducks += duckTimes[ROUNDS / 2];
      lakeCpus += lakeCpu;
      duckCpus += duckCpu;
      System.out.printf(
          "%-8s %12.1f %12.1f %12.1f %12.1f%n",
          query.getKey(), lakeTimes[ROUNDS / 2], duckTimes[ROUNDS / 2], lakeCpu, duckCpu);
    }
    System.out.printf(
        "sum of medians: lake %.0f ms, DuckDB %.0f ms, %.2fx; CPU a round %.1f s, %.1f s, %.2fx%n",
        lakes, ducks, lakes / ducks, lakeCpus / 1e3, duckCpus / 1e3, lakeCpus / duckCpus);
  }

  private void small(AthenaClient client, String name, String sql) throws IOException {
    double[] times = new double[SMALL_ROUNDS];
    for (int round = -SMALL_ROUNDS / 3; round < SMALL_ROUNDS; round++) {
      long began = System.nanoTime();
      client.run(sql);
      if (round >= 0) {
        times[round] = (System.nanoTime() - began) / 1e6;
      }
    }
    print(name, times);
  }

  private static void print(String name, double[] times) {
    Arrays.sort(times);
    System.out.printf(
        "%-24s p50 %.1f ms, p99 %.1f ms, of %d%n",
        name, times[times.length / 2], times[(int) (times.length * 0.99)], times.length);
  }

  private void rows(AthenaClient client) throws IOException {
    int rows = 1_000_000;
    String id =
        client.finish(
            "SELECT l_orderkey, l_partkey, l_extendedprice, l_shipdate, l_comment FROM lineitem"
                + " LIMIT "
                + rows);
    client.fetch(id);
    long began = System.nanoTime();
    int pages = client.fetch(id);
    double seconds = (System.nanoTime() - began) / 1e9;
    System.out.printf("GetQueryResults: %d pages, %.0f rows a second%n", pages, rows / seconds);
  }

  /** Statements from a few milliseconds to seconds, by as many clients as there are. */
  private void clients(Duration length) throws InterruptedException {
    List<String> large = queries.values().stream().limit(6).toList();
    List<Double> smalls = Collections.synchronizedList(new ArrayList<>());
    AtomicInteger done = new AtomicInteger();
    List<String> failures = Collections.synchronizedList(new ArrayList<>());
    long end = System.nanoTime() + length.toNanos();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      SplittableRandom random = new SplittableRandom(i);
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    try (AthenaClient client = new AthenaClient(lake.connect("athena"), "tpch")) {
                      while (System.nanoTime() < end) {
                        boolean isSmall = random.nextInt(10) > 0;
                        long began = System.nanoTime();
                        client.run(
                            isSmall
                                ? "SELECT n_name FROM nation WHERE n_nationkey = "
                                    + random.nextInt(25)
                                : large.get(random.nextInt(large.size())));
                        if (isSmall) {
                          smalls.add((System.nanoTime() - began) / 1e6);
                        }
                        done.incrementAndGet();
                      }
                    } catch (IOException e) {
                      failures.add(e.toString());
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    System.out.printf(
        "%d clients, %d s: %d statements, failures: %s%n",
        CLIENTS, length.toSeconds(), done.get(), failures.isEmpty() ? "none" : failures);
    print("small ones among them", smalls.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      if (statement.execute(sql)) {
        try (ResultSet rows = statement.getResultSet()) {
          while (rows.next()) {
            rows.getObject(1);
          }
        }
      }
    }
  }
}
