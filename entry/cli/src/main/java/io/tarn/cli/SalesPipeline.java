package io.tarn.cli;

import static io.tarn.cli.Athena.required;

import io.tarn.api.athena.QueryExecution;
import io.tarn.api.athena.QueryExecutionStatistics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A million generated sales: crawled with their partitions, aggregated, written as Parquet, and
 * aggregated again.
 */
final class SalesPipeline {
  private static final String BUCKET = "analytics-bucket";
  private static final String DATABASE = "sales_db";
  private static final int COUNT_RUNS = 30;

  private final LakeClient client;
  private final Crawlers crawlers;
  private final Report report;
  private final Path scratch;
  private final SalesRows sales;

  SalesPipeline(
      LakeClient client, Crawlers crawlers, Report report, Path scratch, SalesRows sales) {
    this.client = client;
    this.crawlers = crawlers;
    this.report = report;
    this.scratch = scratch;
    this.sales = sales;
  }

  void run() {
    report.chapter(
        String.format(
            Locale.ROOT, "%,d generated sales, checked against plain Java", sales.rows()));
    List<Path> files =
        report.step("generate the rows, and add up every answer", () -> sales.write(scratch));
    report.step(
        "put " + files.size() + " files into s3://" + BUCKET + "/sales/year=2024/month=MM/",
        () -> {
          client.createBucket(BUCKET);
          for (int month = 1; month <= files.size(); month++) {
            client.putObject(
                BUCKET,
                String.format(Locale.ROOT, "sales/year=2024/month=%02d/sales.csv", month),
                files.get(month - 1));
          }
        });
    report.step(
        "crawl s3://" + BUCKET + "/sales/",
        () -> {
          crawlers.createDatabase(DATABASE);
          String role = crawlers.createReader("AWSGlueServiceRole-sales", BUCKET);
          crawlers.crawl("sales-crawler", role, DATABASE, "s3://" + BUCKET + "/sales/", "");
        });
    Athena athena = new Athena(client, "s3://" + BUCKET + "/results/");
    aggregate(athena, "sales", "CSV");
    long tarn = convert(athena);
    compareWithDuckDb(files, tarn);
    aggregate(athena, "sales_parquet", "Parquet");
    countRepeatedly(athena);
  }

  private void aggregate(Athena athena, String table, String format) {
    Optional<String> database = Optional.of(DATABASE);
    Athena.Result months =
        report.step(
            "sum and count by month over " + format,
            () ->
                athena.run(
                    database,
                    "SELECT month, count(*) AS sales, sum(CAST(amount AS DECIMAL(12,2))) AS total FROM "
                        + table
                        + " WHERE year = '2024' GROUP BY month ORDER BY month"));
    report.table(months);
    List<List<String>> expected = new ArrayList<>();
    sales
        .byMonth()
        .forEach(
            (month, total) ->
                expected.add(
                    List.of(
                        String.format(Locale.ROOT, "%02d", month),
                        Long.toString(total.count()),
                        total.sum().toString())));
    report.check("sales by month over " + format, expected, months.rows());
    checkCategories(athena.run(database, categories(table)), format);
    Athena.Result north =
        athena.run(
            database,
            "SELECT count(*) FROM "
                + table
                + " WHERE region = 'north' AND CAST(amount AS DECIMAL(12,2)) >= DECIMAL '500.00'");
    report.check(
        "big sales in the north over " + format,
        List.of(List.of(Long.toString(sales.bigSalesInTheNorth()))),
        north.rows());
  }

  private static String categories(String table) {
    return "SELECT category, count(*) AS sales, sum(CAST(amount AS DECIMAL(12,2))) AS total FROM "
        + table
        + " GROUP BY category ORDER BY category";
  }

  private void checkCategories(Athena.Result categories, String format) {
    List<List<String>> expected = new ArrayList<>();
    sales
        .byCategory()
        .forEach(
            (category, total) ->
                expected.add(
                    List.of(category, Long.toString(total.count()), total.sum().toString())));
    report.check("sales by category over " + format, expected, categories.rows());
  }

  /** Returns the engine's time for CSV to Parquet in milliseconds. */
  private long convert(Athena athena) {
    QueryExecution execution =
        report.step(
            "CREATE TABLE sales_parquet WITH (format = 'PARQUET') AS SELECT * FROM sales",
            () ->
                athena.runWithoutRows(
                    Optional.of(DATABASE),
                    "CREATE TABLE sales_parquet WITH (format = 'PARQUET', external_location = 's3://"
                        + BUCKET
                        + "/parquet/') AS SELECT * FROM sales"));
    QueryExecutionStatistics statistics = required(execution.statistics());
    return required(statistics.totalExecutionTimeInMillis());
  }

  private void compareWithDuckDb(List<Path> files, long tarnMillis) {
    Path target = scratch.resolve("plain.parquet");
    long plain =
        report.step(
            "the same conversion by plain DuckDB COPY, for comparison",
            () -> PlainDuckDb.copy(files, target));
    report.figure("CSV to Parquet over the Athena API", tarnMillis + " ms");
    report.figure("CSV to Parquet by plain DuckDB COPY on the same files", plain + " ms");
    report.figure(
        "ratio (target at most 1.2)",
        String.format(Locale.ROOT, "%.2f", (double) tarnMillis / Math.max(1, plain)));
    try {
      Files.deleteIfExists(target);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot remove " + target, e);
    }
  }

  private void countRepeatedly(Athena athena) {
    long[] millis = new long[COUNT_RUNS];
    String expected = Integer.toString(sales.rows());
    report.step(
        "SELECT count(*) FROM sales_parquet, " + COUNT_RUNS + " times",
        () -> {
          for (int i = 0; i < COUNT_RUNS; i++) {
            long start = System.nanoTime();
            Athena.Result count =
                athena.run(Optional.of(DATABASE), "SELECT count(*) FROM sales_parquet");
            millis[i] = (System.nanoTime() - start) / 1_000_000;
            report.check("count of sales_parquet", List.of(List.of(expected)), count.rows());
          }
        });
    Arrays.sort(millis);
    report.figure(
        "SELECT count(*), start to rows fetched, p50 (target at most 50 ms)",
        millis[COUNT_RUNS / 2] + " ms");
    report.figure("SELECT count(*), slowest of " + COUNT_RUNS, millis[COUNT_RUNS - 1] + " ms");
  }
}
