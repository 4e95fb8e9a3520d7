package io.tarn.cli;

import static io.tarn.cli.Athena.required;

import io.tarn.api.glue.GetTableRequest;
import io.tarn.api.glue.GlueService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The small messy files of examples/messy: crawled, and read row for row. */
final class MessyFiles {
  private static final String BUCKET = "messy-files";
  private static final String DATABASE = "messy_db";

  private final LakeClient client;
  private final Crawlers crawlers;
  private final Report report;

  MessyFiles(LakeClient client, Crawlers crawlers, Report report) {
    this.client = client;
    this.crawlers = crawlers;
    this.report = report;
  }

  void run() {
    report.chapter("Messy files: a byte-order mark, quoted newlines, leading zeros, nested JSON");
    report.step(
        "put examples/messy into s3://" + BUCKET + " and crawl it",
        () -> {
          client.createBucket(BUCKET);
          for (String file :
              List.of("customers/customers.csv", "stations/stations.txt", "visits/visits.json")) {
            client.putObject(BUCKET, file, content(file));
          }
          crawlers.createDatabase(DATABASE);
          String role = crawlers.createReader("AWSGlueServiceRole-messy", BUCKET);
          crawlers.crawl("messy-crawler", role, DATABASE, "s3://" + BUCKET + "/", "");
        });
    Athena athena = new Athena(client, "s3://" + BUCKET + "-results/");
    client.createBucket(BUCKET + "-results");
    Optional<String> database = Optional.of(DATABASE);
    Athena.Result customers =
        athena.run(
            database, "SELECT CAST(id AS VARCHAR) AS id, name, joined FROM customers ORDER BY 1");
    report.table(customers);
    report.check(
        "customers",
        List.of(
            List.of("1", "Example, Ada", "2024-01-05"),
            List.of("2", "Ben Example", "05/02/2024"),
            List.of("3", "Cleo \"C\" Example", "2024-03-07T10:00:00Z"),
            List.of("4", "Dän Example", "7 Apr 2024")),
        customers.rows());
    report.check(
        "a note of two lines",
        List.of(List.of("first line\nsecond line")),
        athena.run(database, "SELECT note FROM customers WHERE CAST(id AS VARCHAR) = '1'").rows());
    report.check(
        "amounts of customers",
        List.of(List.of("13.75")),
        athena
            .run(
                database,
                "SELECT sum(TRY_CAST(CAST(amount AS VARCHAR) AS DOUBLE)) AS total FROM customers")
            .rows());
    report.check(
        "columns of stations",
        List.of("station string", "opened bigint", "height double", "active boolean"),
        columns("stations"));
    Athena.Result stations =
        athena.run(database, "SELECT station, height FROM stations ORDER BY station");
    report.table(stations);
    report.check(
        "stations",
        List.of("00017", "00123", "04711"),
        stations.rows().stream().map(row -> String.valueOf(row.getFirst())).toList());
    report.check(
        "columns of visits",
        List.of(
            "id int", "at string", "who struct<name:string,tags:array<string>>", "score double"),
        columns("visits"));
    report.check(
        "nested values of visits",
        List.of(List.of("1", "Ada", "2"), List.of("2", "Ben", "0"), List.of("3", "Cleo", "1")),
        athena
            .run(
                database,
                "SELECT id, who.name AS name, cardinality(who.tags) AS tags FROM visits ORDER BY id")
            .rows());
  }

  private List<String> columns(String table) {
    return required(
            required(
                    required(
                            client
                                .call(
                                    GlueService.GET_TABLE,
                                    GetTableRequest.builder()
                                        .databaseName(DATABASE)
                                        .name(table)
                                        .build())
                                .table())
                        .storageDescriptor())
                .columns())
        .stream()
        .map(column -> column.name() + " " + column.type())
        .toList();
  }

  private static byte[] content(String file) {
    Path path =
        Path.of(Optional.ofNullable(System.getenv("TARN_HOME")).orElse("."))
            .resolve("examples/messy")
            .resolve(file);
    try {
      return Files.readAllBytes(path);
    } catch (IOException e) {
      throw new UncheckedIOException("The example file " + path + " cannot be read", e);
    }
  }
}
