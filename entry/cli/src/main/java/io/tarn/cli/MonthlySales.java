package io.tarn.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Partitioned Parquet, declared by DDL: totals a month, best products, a weekly trend, and a stored
 * metric.
 */
final class MonthlySales {
  private static final String BUCKET = "monthly-sales";

  /** Three months of sales; the third month's partition is left out at first. */
  private static final List<String> MONTHS =
      List.of(
          """
          (1, 10, DECIMAL '100.00', TIMESTAMP '2024-01-03 10:00:00'), (2, 11, DECIMAL '50.50', TIMESTAMP '2024-01-05 09:30:00'),
          (3, 10, DECIMAL '25.25', TIMESTAMP '2024-01-10 12:00:00'), (4, 12, DECIMAL '10.11', TIMESTAMP '2024-01-31 23:59:59')
          """,
          """
          (5, 11, DECIMAL '200.00', TIMESTAMP '2024-02-01 00:00:00'), (6, 10, DECIMAL '0.99', TIMESTAMP '2024-02-12 08:00:00'),
          (7, 13, DECIMAL '33.34', TIMESTAMP '2024-02-14 18:45:00')
          """,
          "(8, 12, DECIMAL '7.00', TIMESTAMP '2024-03-01 07:00:00')");

  private static final String BY_MONTH =
      """
      SELECT year, month, SUM(amount) AS total_sales, COUNT(*) AS transaction_count, AVG(amount) AS avg_transaction
      FROM sales WHERE year = 2024 GROUP BY year, month ORDER BY year, month
      """;

  private static final String BY_WEEK =
      """
      SELECT DATE_TRUNC('week', sale_date) AS week, SUM(amount) AS weekly_sales,
        LAG(SUM(amount), 1) OVER (ORDER BY DATE_TRUNC('week', sale_date)) AS previous_week
      FROM sales WHERE year = 2024 GROUP BY DATE_TRUNC('week', sale_date) ORDER BY week
      """;

  private final LakeClient client;
  private final Crawlers catalog;
  private final Report report;

  MonthlySales(LakeClient client, Crawlers catalog, Report report) {
    this.client = client;
    this.catalog = catalog;
    this.report = report;
  }

  void run() {
    report.chapter("Partitions declared by hand, a window, and a metric that is stored");
    client.createBucket(BUCKET);
    catalog.createDatabase("retail_db");
    Athena athena = new Athena(client, "s3://" + BUCKET + "/query-results/");
    Optional<String> database = Optional.of("retail_db");
    report.step(
        "write three months as Parquet, declare the table, add two partitions",
        () -> prepare(athena, database));
    Athena.Result months =
        report.step("sum, count and average a month", () -> athena.run(database, BY_MONTH));
    report.table(months);
    report.check(
        "sales by month",
        List.of(
            List.of("2024", "1", "185.86", "4", "46.47"),
            List.of("2024", "2", "234.33", "3", "78.11")),
        months.rows());
    Athena.Result products =
        athena.run(
            database,
            "SELECT product_id, SUM(amount) AS total_revenue, COUNT(*) AS sales_count FROM sales WHERE year = 2024 "
                + "GROUP BY product_id ORDER BY total_revenue DESC LIMIT 10");
    report.check(
        "best products",
        List.of(
            List.of("11", "250.50", "2"),
            List.of("10", "126.24", "3"),
            List.of("13", "33.34", "1"),
            List.of("12", "10.11", "1")),
        products.rows());
    Athena.Result weeks =
        report.step("weekly trend with the week before", () -> athena.run(database, BY_WEEK));
    report.table(weeks);
    List<List<@Nullable String>> expected =
        List.of(
            Arrays.asList("2024-01-01 00:00:00.000", "150.50", null),
            Arrays.asList("2024-01-08 00:00:00.000", "25.25", "150.50"),
            Arrays.asList("2024-01-29 00:00:00.000", "210.11", "25.25"),
            Arrays.asList("2024-02-12 00:00:00.000", "34.33", "210.11"));
    report.check("weekly trend", expected, weeks.rows());
    storeMetric(athena, database);
  }

  private void prepare(Athena athena, Optional<String> database) {
    for (int month = 1; month <= MONTHS.size(); month++) {
      athena.runWithoutRows(
          database,
          "CREATE TABLE month_"
              + month
              + " WITH (format = 'PARQUET', external_location = 's3://"
              + BUCKET
              + "/sales/year=2024/month=0"
              + month
              + "/') AS SELECT CAST(id AS INTEGER) AS id, CAST(product_id AS INTEGER) AS product_id,"
              + " CAST(amount AS DECIMAL(10,2)) AS amount, CAST(sale_date AS TIMESTAMP) AS sale_date FROM (VALUES "
              + MONTHS.get(month - 1)
              + ") AS t (id, product_id, amount, sale_date)");
    }
    athena.runWithoutRows(
        database,
        "CREATE EXTERNAL TABLE sales (id INT, product_id INT, amount DECIMAL(10,2), sale_date TIMESTAMP) "
            + "PARTITIONED BY (year INT, month INT) STORED AS PARQUET LOCATION 's3://"
            + BUCKET
            + "/sales/'");
    report.check(
        "rows without partitions",
        List.of(List.of("0")),
        athena.run(database, "SELECT count(*) FROM sales").rows());
    for (int month = 1; month <= 2; month++) {
      athena.runWithoutRows(
          database,
          "ALTER TABLE sales ADD PARTITION (year=2024, month="
              + month
              + ") LOCATION 's3://"
              + BUCKET
              + "/sales/year=2024/month=0"
              + month
              + "/'");
    }
    report.check(
        "partitions",
        List.of(List.of("year=2024/month=1"), List.of("year=2024/month=2")),
        athena.run(database, "SHOW PARTITIONS sales").rows());
  }

  private void storeMetric(Athena athena, Optional<String> database) {
    report.step(
        "INSERT the total as a metric, add month 3, look again",
        () -> {
          athena.runWithoutRows(
              database,
              "CREATE EXTERNAL TABLE analytics_results (metric_name STRING, metric_value DECIMAL(10,2), "
                  + "calculated_at TIMESTAMP) STORED AS PARQUET LOCATION 's3://"
                  + BUCKET
                  + "/results/'");
          String insert =
              "INSERT INTO analytics_results SELECT 'total_sales', CAST(SUM(amount) AS DECIMAL(10,2)), "
                  + "CAST(current_timestamp AS TIMESTAMP) FROM sales";
          athena.runWithoutRows(database, insert);
          athena.runWithoutRows(
              database,
              "ALTER TABLE sales ADD PARTITION (year=2024, month=3) LOCATION 's3://"
                  + BUCKET
                  + "/sales/year=2024/month=03/'");
          athena.runWithoutRows(database, insert);
        });
    Athena.Result metrics =
        athena.run(
            database,
            "SELECT metric_name, metric_value FROM analytics_results ORDER BY metric_value");
    report.table(metrics);
    report.check(
        "stored metrics",
        List.of(List.of("total_sales", "420.19"), List.of("total_sales", "427.19")),
        metrics.rows());
  }
}
