package io.tarn.cli;

import static io.tarn.cli.Athena.required;

import io.tarn.api.glue.Column;
import io.tarn.api.glue.GetTableRequest;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.StorageDescriptor;
import io.tarn.api.glue.Table;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A CSV file of people lands in a bucket, a crawler makes its table, SQL keeps the active ones as
 * Parquet.
 */
final class PeoplePipeline {
  private static final String BUCKET = "data-analyst-project-1";
  private static final String DATABASE = "project1_db";
  private static final String CSV =
      """
      id,name,email,created_at,status
      1,Ada Example,ada@example.com,2024-01-01,active
      2,Ben Example,ben@example.com,2024-01-02,inactive
      3,Cleo Example,,2024-01-03,active
      4,Dan Example,dan@example.com,2024-01-04,active
      5,Eve Example,eve@example.com,2024-01-05,ACTIVE
      6,Finn Example,finn@example.com,2024-01-06,inactive
      """;

  private final LakeClient client;
  private final Crawlers crawlers;
  private final Report report;

  PeoplePipeline(LakeClient client, Crawlers crawlers, Report report) {
    this.client = client;
    this.crawlers = crawlers;
    this.report = report;
  }

  void run() {
    report.chapter("A CSV file of people becomes a table, and the table becomes Parquet");
    report.step(
        "put raw/people.csv into s3://" + BUCKET,
        () -> {
          client.createBucket(BUCKET);
          client.putObject(BUCKET, "raw/", new byte[0]);
          client.putObject(BUCKET, "raw/people.csv", CSV.getBytes(StandardCharsets.UTF_8));
        });
    report.step(
        "crawl s3://" + BUCKET + "/raw/ as a role that may read only this bucket",
        () -> {
          crawlers.createDatabase(DATABASE);
          String role = crawlers.createReader("AWSGlueServiceRole-project1", BUCKET);
          crawlers.crawl("csv-crawler", role, DATABASE, "s3://" + BUCKET + "/raw/", "");
        });
    checkTable();

    Athena athena = new Athena(client, "s3://" + BUCKET + "/results/");
    Optional<String> database = Optional.of(DATABASE);
    Athena.Result byStatus =
        report.step(
            "SELECT status, count(*) FROM raw GROUP BY 1 ORDER BY 1",
            () ->
                athena.run(
                    database, "SELECT status, count(*) AS people FROM raw GROUP BY 1 ORDER BY 1"));
    report.table(byStatus);
    report.check(
        "people by status",
        List.of(List.of("ACTIVE", "1"), List.of("active", "3"), List.of("inactive", "2")),
        byStatus.rows());
    report.step(
        "CREATE TABLE parquet AS SELECT * FROM raw WHERE status = 'active'",
        () ->
            athena.run(
                database,
                "CREATE TABLE parquet WITH (format = 'PARQUET', external_location = 's3://"
                    + BUCKET
                    + "/processed/parquet/') AS SELECT * FROM raw WHERE status = 'active'"));
    Athena.Result active =
        report.step(
            "SELECT * FROM parquet ORDER BY id",
            () -> athena.run(database, "SELECT * FROM parquet ORDER BY id"));
    report.table(active);
    report.check(
        "the active people",
        Arrays.asList(
            List.of("1", "Ada Example", "ada@example.com", "2024-01-01", "active"),
            List.of("3", "Cleo Example", "", "2024-01-03", "active"),
            List.of("4", "Dan Example", "dan@example.com", "2024-01-04", "active")),
        active.rows());
  }

  private void checkTable() {
    Table table =
        required(
            client
                .call(
                    GlueService.GET_TABLE,
                    GetTableRequest.builder().databaseName(DATABASE).name("raw").build())
                .table());
    StorageDescriptor storage = required(table.storageDescriptor());
    List<String> columns =
        required(storage.columns()).stream().map(PeoplePipeline::nameAndType).toList();
    report.note("table raw: " + String.join(", ", columns));
    report.check(
        "columns of raw",
        List.of("id bigint", "name string", "email string", "created_at string", "status string"),
        columns);
    Map<String, String> parameters = required(table.parameters());
    report.check("classification of raw", "csv", parameters.get("classification"));
    report.check("delimiter of raw", ",", parameters.get("delimiter"));
    report.check("header lines of raw", "1", parameters.get("skip.header.line.count"));
  }

  private static String nameAndType(Column column) {
    return column.name() + " " + column.type();
  }
}
