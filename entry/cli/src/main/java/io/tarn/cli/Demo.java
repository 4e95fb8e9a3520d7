package io.tarn.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code ./tarn demo}: the seeds' pipeline on a fresh lake, through the public wire API only. Every
 * value is compared with plain Java over the generator's own rows; the exit code is 0 only when all
 * are right.
 */
final class Demo {
  private static final long SEED = 20_241_117;
  private static final int ROWS = 1_000_000;

  private Demo() {}

  static int run(Options options) {
    int rows = options.find("rows").map(Demo::rowCount).orElse(ROWS);
    Path scratch = temporary();
    Path data = options.find("data").map(Path::of).orElseGet(() -> scratch.resolve("data"));
    Report report = new Report(System.out);
    boolean good;
    try {
      Path cache = AotCache.file();
      report.chapter("A lake of its own in " + data);
      if (!AotCache.exists()) {
        report.step(
            "first run: record an AOT cache, so that starts are quick",
            () -> AotCache.record(scratch));
      }
      measureStart(report, scratch, cache);
      try (DemoLake lake = DemoLake.start(data, AotCache.flags(), List.of());
          LakeClient client = new LakeClient(URI.create(lake.url()), "us-east-1", lake.rootKey())) {
        report.note("ready at " + lake.url());
        chapters(client, report, scratch, rows, lake);
        good = report.close();
        farewell(options, lake, scratch);
      }
    } finally {
      if (!options.has("keep")) {
        delete(scratch);
      }
    }
    return good ? 0 : 1;
  }

  private static void chapters(
      LakeClient client, Report report, Path scratch, int rows, DemoLake lake) {
    Crawlers crawlers = new Crawlers(client);
    long first = System.nanoTime();
    client.createBucket("first-query-results");
    Athena.Result one =
        new Athena(client, "s3://first-query-results/").run(Optional.empty(), "SELECT 1 AS one");
    report.check("the first statement", List.of(List.of("1")), one.rows());
    report.figure("first statement after the start", Report.millis(System.nanoTime() - first));
    lake.residentMebibytes()
        .ifPresent(
            resident ->
                report.figure(
                    "memory with SQL warm, idle (target at most 350 MB)", resident + " MiB"));
    new PeoplePipeline(client, crawlers, report).run();
    new MessyFiles(client, crawlers, report).run();
    new MonthlySales(client, crawlers, report).run();
    new SalesPipeline(client, crawlers, report, scratch, new SalesRows(rows, SEED)).run();
    Optional<String> runtime = PythonRuntime.find();
    if (runtime.isPresent()) {
      new ReactivePipeline(client, crawlers, report, runtime.get()).run();
    } else {
      report.chapter("The same with nobody at the keyboard");
      report.note(
          "left out: no python3 with boto3 on this machine, which the validating function needs");
    }
    new Throughput(client, report).run();
    lake.residentMebibytes()
        .ifPresent(resident -> report.figure("memory after the demo", resident + " MiB"));
    report.figure("CPU of the lake over the demo", Report.millis(lake.cpu().toNanos()));
  }

  private static void measureStart(Report report, Path scratch, Path cache) {
    if (Files.exists(cache)) {
      try (DemoLake cold =
          DemoLake.start(scratch.resolve("cold"), List.of("-XX:AOTMode=off"), List.of())) {
        startFigures(report, "without AOT cache", cold);
      }
      try (DemoLake warm = DemoLake.start(scratch.resolve("warm"), AotCache.flags(), List.of())) {
        startFigures(report, "with AOT cache", warm);
      }
    }
  }

  private static void startFigures(Report report, String how, DemoLake lake) {
    report.figure(
        "start to ready " + how,
        seconds(lake.wallToReady()) + " wall, " + seconds(lake.cpuToReady()) + " CPU");
  }

  private static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.2f s", duration.toMillis() / 1000.0);
  }

  private static void farewell(Options options, DemoLake lake, Path scratch) {
    if (options.has("keep")) {
      System.out.println();
      System.out.println(
          "The lake keeps running at " + lake.url() + " until Ctrl-C. In another shell:");
      System.out.println(
          "  eval \"$(./tarn env --data " + lake.data() + " --url " + lake.url() + ")\"");
      System.out.println(
          "  ./tarn sql --database sales_db \"SELECT region, count(*) FROM sales_parquet GROUP BY 1\"");
      System.out.println("  aws s3 ls s3://analytics-bucket/ --recursive");
      lake.waitForEnd();
    } else {
      System.out.println(
          "Next: ./tarn up, and eval \"$(./tarn env)\" in another shell; README.md says more.");
    }
  }

  private static int rowCount(String text) {
    try {
      int rows = Integer.parseInt(text);
      if (rows >= 1_000 && rows <= 100_000_000) {
        return rows;
      }
    } catch (NumberFormatException e) {
      throw new UsageException("--rows is not a whole number: " + text);
    }
    throw new UsageException("--rows must lie between 1000 and 100000000");
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory("tarn-demo-");
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make a temporary directory", e);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot remove " + folder, e);
    }
  }
}
