package io.tarn.catalog;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.api.glue.Column;
import io.tarn.api.glue.Crawler;
import io.tarn.api.glue.CrawlerTargets;
import io.tarn.api.glue.CreateCrawlerRequest;
import io.tarn.api.glue.DeleteDatabaseRequest;
import io.tarn.api.glue.GetCrawlerMetricsRequest;
import io.tarn.api.glue.GetPartitionsRequest;
import io.tarn.api.glue.GetTableVersionsRequest;
import io.tarn.api.glue.GetTablesRequest;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.LastCrawlInfo;
import io.tarn.api.glue.ListCrawlsRequest;
import io.tarn.api.glue.MongoDBTarget;
import io.tarn.api.glue.Partition;
import io.tarn.api.glue.RecrawlPolicy;
import io.tarn.api.glue.SchemaChangePolicy;
import io.tarn.api.glue.StartCrawlerRequest;
import io.tarn.api.glue.StopCrawlerRequest;
import io.tarn.api.glue.Table;
import io.tarn.kernel.Caller;
import io.tarn.kernel.ServiceError;
import io.tarn.ledger.Sql;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestCrawler {
  private static final String BUCKET = "data-analyst-project-1";
  private static final String PEOPLE =
      """
      id,name,email,created_at,status
      1,Ada Example,ada@example.com,2024-01-01,active
      2,Ben Example,ben@example.com,2024-01-02,inactive
      3,Cleo Example,,2024-01-03,active
      4,Dan Example,dan@example.com,2024-01-04,active
      5,Eve Example,eve@example.com,2024-01-05,ACTIVE
      6,Finn Example,finn@example.com,2024-01-06,inactive
      """;

  @TempDir Path directory;
  private Lake lake;

  @BeforeEach
  void open() throws IOException {
    lake = Lake.open(directory);
    lake.bucket(BUCKET);
    lake.database("project1_db");
  }

  @AfterEach
  void close() throws IOException {
    lake.close();
  }

  @Test
  void makesTheTableOfTheFirstProject() throws InterruptedException {
    lake.put(BUCKET, "raw/", "");
    lake.put(BUCKET, "raw/people.csv", PEOPLE);
    Crawler crawler =
        lake.crawl(lake.crawler("csv-crawler", "project1_db", "s3://" + BUCKET + "/raw/").build());
    assertThat(crawler.state()).isEqualTo("READY");
    LastCrawlInfo last = requireNonNull(crawler.lastCrawl());
    assertThat(last.status()).isEqualTo("SUCCEEDED");
    assertThat(last.logGroup()).isEqualTo("/aws-glue/crawlers");
    assertThat(last.logStream()).isEqualTo("csv-crawler");
    assertThat(tableNames("project1_db")).containsExactly("raw");
    Table table = lake.table("project1_db", "raw");
    assertThat(Lake.columns(table))
        .isEqualTo("id bigint, name string, email string, created_at string, status string");
    assertThat(table.parameters())
        .containsEntry("classification", "csv")
        .containsEntry("delimiter", ",")
        .containsEntry("skip.header.line.count", "1")
        .containsEntry("UPDATED_BY_CRAWLER", "csv-crawler")
        .containsEntry("typeOfData", "file")
        .containsEntry("compressionType", "none")
        .containsEntry("objectCount", "1")
        .containsEntry("recordCount", "6")
        .containsEntry("sizeKey", "312");
    assertThat(Lake.serde(table)).isEqualTo("LazySimpleSerDe {field.delim=,}");
    assertThat(requireNonNull(table.storageDescriptor()).location())
        .isEqualTo("s3://data-analyst-project-1/raw/");
    assertThat(table.tableType()).isEqualTo("EXTERNAL_TABLE");
    assertThat(lake.log)
        .anyMatch(line -> line.startsWith("/aws-glue/crawlers csv-crawler ["))
        .anyMatch(
            line -> line.contains("column email string: 5 values (5 e-mail address), 1 empty"));
    assertThat(lake.facts)
        .anyMatch(
            fact ->
                fact.kind().equals("TableChanged")
                    && fact.body().contains("CreateTable")
                    && fact.subject().endsWith("table/project1_db/raw"));
  }

  @Test
  void makesTheTablesOfTheSecondProject() throws InterruptedException {
    String bucket = "data-lake-bucket";
    lake.bucket(bucket);
    lake.database("data_lake_db");
    lake.put(
        bucket,
        "raw/users/u1.json",
        """
        {"id":1,"name":"User One","email":"user1@example.com","created_at":"2024-01-05 09:00:00"}
        {"id":4,"name":"User Four","email":null,"created_at":"2024-01-08 09:00:00"}
        """);
    lake.put(
        bucket,
        "raw/orders/o1.csv",
        """
        id,user_id,amount,created_at
        101,1,19.99,2024-02-01 10:00:00
        102,1,5.01,2024-02-03 11:30:00
        """);
    lake.put(bucket, "raw/products/p1.csv", "id,name,price\n10,Lamp,19.99\n11,Pen,5.01\n");
    for (String name : List.of("users", "orders", "products")) {
      String path = "s3://" + bucket + "/raw/" + name;
      lake.crawl(lake.crawler(name + "-crawler", "data_lake_db", path).build());
    }
    assertThat(tableNames("data_lake_db")).containsExactly("orders", "products", "users");
    assertThat(Lake.columns(lake.table("data_lake_db", "users")))
        .isEqualTo("id int, name string, email string, created_at string");
    assertThat(Lake.serde(lake.table("data_lake_db", "users"))).startsWith("JsonSerDe ");
    assertThat(Lake.columns(lake.table("data_lake_db", "orders")))
        .isEqualTo("id bigint, user_id bigint, amount double, created_at string");
  }

  @Test
  void putsThePrefixBeforeTheName() throws InterruptedException {
    lake.put(BUCKET, "sales/a.csv", "sale_id,Total_Sales\n1,43.5\n");
    lake.crawl(
        lake.crawler("c", "project1_db", "s3://" + BUCKET + "/sales/")
            .tablePrefix("sales")
            .build());
    assertThat(Lake.columns(lake.table("project1_db", "salessales")))
        .isEqualTo("sale_id bigint, total_sales double");
  }

  @Test
  void aRoleThatMayNotReadFailsAndChangesNothing() throws InterruptedException {
    lake.put(BUCKET, "raw/people.csv", PEOPLE);
    lake.denied.add("s3:GetObject");
    Crawler crawler =
        lake.crawl(lake.crawler("c", "project1_db", "s3://" + BUCKET + "/raw/").build());
    LastCrawlInfo last = requireNonNull(crawler.lastCrawl());
    assertThat(last.status()).isEqualTo("FAILED");
    assertThat(last.errorMessage())
        .contains("AccessDenied", "AWSGlueServiceRole-project1", "s3:GetObject", "raw/people.csv");
    assertThat(tableNames("project1_db")).isEmpty();
  }

  @Test
  void aSecondStartIsRefusedWhileTheFirstRunsAndStopStopsIt() throws InterruptedException {
    lake.put(BUCKET, "raw/people.csv", PEOPLE);
    CountDownLatch reached = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    lake.onAccess =
        access -> {
          if (access.action().equals("s3:ListBucket")) {
            reached.countDown();
            awaitQuietly(released);
          }
        };
    lake.call(
        GlueService.CREATE_CRAWLER,
        lake.crawler("c", "project1_db", "s3://" + BUCKET + "/raw/").build());
    lake.call(GlueService.START_CRAWLER, StartCrawlerRequest.builder().name("c").build());
    reached.await();
    assertThat(lake.find("c").state()).isEqualTo("RUNNING");
    assertThatThrownBy(
            () ->
                lake.call(
                    GlueService.START_CRAWLER, StartCrawlerRequest.builder().name("c").build()))
        .isInstanceOf(ServiceError.class)
        .hasMessage("Crawler with name c has already started")
        .extracting(e -> ((ServiceError) e).code())
        .isEqualTo("CrawlerRunningException");
    lake.call(GlueService.STOP_CRAWLER, StopCrawlerRequest.builder().name("c").build());
    assertThat(lake.find("c").state()).isEqualTo("STOPPING");
    released.countDown();
    Crawler crawler = lake.awaitCrawl("c");
    assertThat(crawler.state()).isEqualTo("READY");
    assertThat(requireNonNull(crawler.lastCrawl()).status()).isEqualTo("CANCELLED");
    assertThat(tableNames("project1_db")).isEmpty();
  }

  @Test
  void aListingEndsWhenItsCrawlerIsGone() {
    lake.put(BUCKET, "raw/people.csv", PEOPLE);
    ObjectSource source =
        new ObjectSource(
            lake.ledger,
            lake.store.objects(),
            lake,
            lake.newCall(new Caller.Root(Lake.ACCOUNT)),
            new Crawls.Stop(lake.ledger, Lake.REGION, "gone", "crawl", Clock.systemUTC()),
            10);
    assertThatThrownBy(() -> source.list(BUCKET, "raw/"))
        .isInstanceOf(CancellationException.class)
        .hasMessage("the crawl was stopped");
  }

  @Test
  void aCrawlGoesOnAfterARestart() throws Exception {
    lake.put(BUCKET, "raw/people.csv", PEOPLE);
    lake.close();
    try (Lake asleep = Lake.openAsleep(directory)) {
      asleep.call(
          GlueService.CREATE_CRAWLER,
          asleep.crawler("c", "project1_db", "s3://" + BUCKET + "/raw/").build());
      asleep.call(GlueService.START_CRAWLER, StartCrawlerRequest.builder().name("c").build());
      assertThat(asleep.find("c").state()).isEqualTo("RUNNING");
    }
    lake = Lake.open(directory);
    Crawler crawler = lake.awaitCrawl("c");
    assertThat(requireNonNull(crawler.lastCrawl()).status()).isEqualTo("SUCCEEDED");
    assertThat(tableNames("project1_db")).containsExactly("raw");
  }

  @Test
  void partitionsAreAddedAndFoundAgain() throws InterruptedException {
    lake.put(BUCKET, "sales/year=2024/month=01/a.csv", "id,amount\n1,2.5\n");
    lake.put(BUCKET, "sales/year=2024/month=02/b.csv", "id,amount\n2,3\n");
    lake.crawl(lake.crawler("c", "project1_db", "s3://" + BUCKET + "/sales/").build());
    Table table = lake.table("project1_db", "sales");
    assertThat(requireNonNull(table.partitionKeys()).stream().map(Column::name))
        .containsExactly("year", "month");
    assertThat(partitions("sales", null))
        .containsExactly(List.of("2024", "01"), List.of("2024", "02"));
    lake.put(BUCKET, "sales/year=2024/month=03/c.csv", "id,amount\n3,4.5\n");
    lake.crawl("c");
    assertThat(partitions("sales", "month > '01'"))
        .containsExactly(List.of("2024", "02"), List.of("2024", "03"));
    // Counted, but the old one is not kept.
    assertThat(lake.table("project1_db", "sales").versionId()).isEqualTo("1");
    assertThat(
            lake.call(
                    GlueService.GET_TABLE_VERSIONS,
                    GetTableVersionsRequest.builder()
                        .databaseName("project1_db")
                        .tableName("sales")
                        .build())
                .tableVersions())
        .hasSize(1);
  }

  @Test
  void aChangedSchemaMakesANewVersion() throws InterruptedException {
    lake.put(BUCKET, "raw/people.csv", PEOPLE);
    lake.crawl(lake.crawler("c", "project1_db", "s3://" + BUCKET + "/raw/").build());
    lake.put(BUCKET, "raw/people.csv", "id,name,age\nx1,Ada,30\nx2,Ben,31\n");
    lake.crawl("c");
    Table table = lake.table("project1_db", "raw");
    assertThat(table.versionId()).isEqualTo("1");
    assertThat(Lake.columns(table)).isEqualTo("id string, name string, age bigint");
    assertThat(lake.log)
        .anyMatch(
            line -> line.contains("column id is string, was bigint; column age bigint is new"));
  }

  @Test
  void updateBehaviorLogChangesNothing() throws InterruptedException {
    lake.put(BUCKET, "raw/people.csv", PEOPLE);
    lake.crawl(
        lake.crawler("c", "project1_db", "s3://" + BUCKET + "/raw/")
            .schemaChangePolicy(
                SchemaChangePolicy.builder().updateBehavior("LOG").deleteBehavior("LOG").build())
            .build());
    lake.put(BUCKET, "raw/people.csv", "id,name\nx1,Ada\n");
    lake.crawl("c");
    assertThat(Lake.columns(lake.table("project1_db", "raw"))).startsWith("id bigint");
    assertThat(lake.log).anyMatch(line -> line.contains("because UpdateBehavior is LOG"));
  }

  @Test
  void aTableWhoseFilesAreGoneIsDeprecatedOrDeleted() throws InterruptedException {
    lake.put(BUCKET, "raw/people.csv", PEOPLE);
    lake.crawl(lake.crawler("c", "project1_db", "s3://" + BUCKET + "/raw/").build());
    lake.delete(BUCKET, "raw/people.csv");
    lake.crawl("c");
    assertThat(Lake.parameter(lake.table("project1_db", "raw"), "DEPRECATED_BY_CRAWLER"))
        .isNotNull();
    lake.crawl(
        lake.crawler("d", "project1_db", "s3://" + BUCKET + "/x/")
            .schemaChangePolicy(
                SchemaChangePolicy.builder().deleteBehavior("DELETE_FROM_DATABASE").build())
            .build());
    assertThat(tableNames("project1_db")).containsExactly("raw");
    lake.put(BUCKET, "x/people.csv", PEOPLE);
    lake.crawl("d");
    assertThat(tableNames("project1_db")).containsExactly("raw", "x");
    lake.delete(BUCKET, "x/people.csv");
    lake.crawl("d");
    assertThat(tableNames("project1_db")).containsExactly("raw");
  }

  @Test
  void aTakenNameGetsTheHashOfThePlace() throws InterruptedException {
    lake.put(BUCKET, "a/raw/x.csv", "id,v\n1,2\n");
    lake.put(BUCKET, "b/raw/y.csv", "code,w\nA,B1\n");
    lake.crawl(lake.crawler("c", "project1_db", "s3://" + BUCKET + "/a/raw/").build());
    lake.crawl(lake.crawler("d", "project1_db", "s3://" + BUCKET + "/b/raw/").build());
    assertThat(tableNames("project1_db"))
        .hasSize(2)
        .anyMatch(name -> name.matches("raw_[0-9a-f]{32}"));
  }

  @Test
  void quotedCellsGetASerdeThatReadsThem() throws InterruptedException {
    lake.put(BUCKET, "q/n.csv", "id,name\n1,\"Doe, Jane\"\n2,\"Roe\nRick\"\n");
    lake.crawl(lake.crawler("c", "project1_db", "s3://" + BUCKET + "/q/").build());
    Table table = lake.table("project1_db", "q");
    assertThat(Lake.serde(table))
        .isEqualTo(
            "OpenCSVSerde {crawl.reader=1, escapeChar=\u0001, quoteChar=\", separatorChar=,}");
    assertThat(Lake.parameter(table, "areColumnsQuoted")).isEqualTo("true");
  }

  @Test
  void whyATableIsAsItIsStaysWithItsVersions() throws InterruptedException {
    lake.put(BUCKET, "w/a.csv", "id,amount\n1,2.5\n2,n/a\n3,4.5\n");
    lake.crawl(lake.crawler("c", "project1_db", "s3://" + BUCKET + "/w/").build());
    Table table = lake.table("project1_db", "w");
    var storage = requireNonNull(table.storageDescriptor());
    assertThat(requireNonNull(storage.parameters()).get("crawl.account"))
        .contains("\"crawler\":\"c\"", "one table at s3://" + BUCKET + "/w/", "made anew");
    var amount = requireNonNull(requireNonNull(storage.columns()).get(1).parameters());
    assertThat(amount).containsEntry("crawl.certainty", "0.800");
    assertThat(amount.get("crawl.counterexample"))
        .contains("'n/a' in s3://" + BUCKET + "/w/a.csv line 3");
    lake.put(BUCKET, "w/b.csv", "id,amount,more\n1,2.5,true\n2,3.5,false\n");
    lake.crawl("c");
    var fresh = requireNonNull(lake.table("project1_db", "w").storageDescriptor());
    assertThat(requireNonNull(fresh.parameters()).get("crawl.account"))
        .contains("column more boolean is new");
  }

  @Test
  void onlyNewFoldersAreLookedInto() throws InterruptedException {
    CreateCrawlerRequest request =
        lake.crawler("c", "project1_db", "s3://" + BUCKET + "/n/")
            .recrawlPolicy(
                RecrawlPolicy.builder().recrawlBehavior("CRAWL_NEW_FOLDERS_ONLY").build())
            .schemaChangePolicy(
                SchemaChangePolicy.builder().updateBehavior("LOG").deleteBehavior("LOG").build())
            .build();
    lake.put(BUCKET, "n/day=1/a.csv", "id,amount\n1,2.5\n");
    lake.put(BUCKET, "n/day=2/a.csv", "id,amount\n1,2.5\n");
    lake.crawl(request);
    assertThat(partitions("n", null)).containsExactly(List.of("1"), List.of("2"));
    lake.put(BUCKET, "n/day=1/b.csv", "id,amount,more\n1,2.5,3\n");
    lake.put(BUCKET, "n/day=3/a.csv", "id,amount,more\n1,2.5,3\n");
    lake.put(BUCKET, "n/day=4/a.json", "{\"id\":1}\n");
    lake.crawl("c");
    Table table = lake.table("project1_db", "n");
    assertThat(Lake.columns(table)).isEqualTo("id bigint, amount double");
    assertThat(partitions("n", null)).containsExactly(List.of("1"), List.of("2"), List.of("3"));
    assertThat(lake.log)
        .anyMatch(line -> line.contains("/n/day=4/ is no partition, its files are not csv"));
    assertRefused(
        lake.crawler("d", "project1_db", "s3://b/x/")
            .recrawlPolicy(
                RecrawlPolicy.builder().recrawlBehavior("CRAWL_NEW_FOLDERS_ONLY").build())
            .build(),
        "The SchemaChangePolicy for \"Crawl new folders only\" Amazon S3 target can have only LOG"
            + " DeleteBehavior value and LOG UpdateBehavior value.");
  }

  @Test
  void aShapeChangeIsNamedWithFileAndLine() throws InterruptedException {
    lake.put(
        BUCKET,
        "m/mixed.csv",
        "id,name,amount\n1,Ada,1.5\n2,Ben,2.5\n3,x,Cleo,3.5\n4,y,Dan,4.5\n5,z,Eve,5.5\n");
    lake.crawl(lake.crawler("c", "project1_db", "s3://" + BUCKET + "/m/").build());
    assertThat(Lake.columns(lake.table("project1_db", "m")))
        .isEqualTo("id bigint, name string, amount string");
    assertThat(lake.log)
        .anyMatch(
            line ->
                line.contains(
                    "changes its shape at s3://" + BUCKET + "/m/mixed.csv line 4: rows have 4"));
  }

  @Test
  void moreTablesThanTheThresholdFail() throws InterruptedException {
    lake.put(BUCKET, "r/a/x.csv", "id,v\n1,2\n");
    lake.put(BUCKET, "r/b/y.csv", "code,w,z\nA,B1,C\n");
    Crawler crawler =
        lake.crawl(
            lake.crawler("c", "project1_db", "s3://" + BUCKET + "/r/")
                .configuration(
                    "{\"Version\":1.0,\"CrawlerOutput\":{\"Tables\":{\"TableThreshold\":1}}}")
                .build());
    assertThat(requireNonNull(crawler.lastCrawl()).errorMessage())
        .contains(
            "The number of tables detected by crawler: 2 is greater than the table threshold"
                + " value provided: 1");
    assertThat(tableNames("project1_db")).isEmpty();
  }

  @Test
  void whatIsNotDoneIsRefusedByName() {
    assertRefused(
        lake.crawler("c", "project1_db", "s3://b/x/")
            .targets(
                CrawlerTargets.builder()
                    .mongoDBTargets(List.of(MongoDBTarget.builder().path("db/%").build()))
                    .build())
            .build(),
        "MongoDBTargets is not implemented by this lake");
    assertRefused(
        lake.crawler("c", "project1_db", "s3://b/x/").classifiers(List.of("mine")).build(),
        "Classifier entry with name mine does not exist");
    assertRefused(
        lake.crawler("c", "project1_db", "s3://b/x/").configuration("{\"Magic\":1}").build(),
        "Crawler configuration is not valid: Configuration holds Magic, which this lake does not"
            + " know");
    assertRefused(
        lake.crawler("c", "project1_db", "b/x/").build(),
        "Path is no S3 path of the form s3://bucket/prefix/: b/x/");
    assertRefused(
        lake.crawler("c", "project1_db", "s3://b/x/").role("other").build(),
        "Service is unable to assume provided role. Please verify role's TrustPolicy:"
            + " arn:aws:iam::000000000000:role/other does not trust glue.amazonaws.com");
    assertRefused(
        lake.crawler("c", "project1_db", "s3://b/x/").schedule("cron(* * * * ? *)").build(),
        "Schedule cron(* * * * ? *) starts the crawler more often than every 5 minutes");
  }

  @Test
  void whatADroppedTableHeldIsRemovedInTheBackground() throws InterruptedException {
    for (int i = 0; i < 30; i++) {
      lake.put(BUCKET, "sales/day=" + i + "/a.csv", "id,amount\n1,2.5\n");
    }
    lake.crawl(lake.crawler("c", "project1_db", "s3://" + BUCKET + "/sales/").build());
    assertThat(rows("catalog_partition")).isEqualTo(30);
    lake.call(
        GlueService.DELETE_DATABASE, DeleteDatabaseRequest.builder().name("project1_db").build());
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (rows("catalog_partition") + rows("catalog_purge") > 0) {
      assertThat(System.nanoTime()).isLessThan(deadline);
    }
  }

  private long rows(String table) {
    return lake.ledger.read(
        tx -> Sql.one(tx, "SELECT COUNT(*) FROM " + table, row -> row.getLong(1)).orElseThrow());
  }

  @Test
  void historyAndMetricsTellOfTheCrawls() throws InterruptedException {
    lake.put(BUCKET, "raw/people.csv", PEOPLE);
    lake.crawl(lake.crawler("c", "project1_db", "s3://" + BUCKET + "/raw/").build());
    lake.crawl("c");
    var crawls =
        lake.call(GlueService.LIST_CRAWLS, ListCrawlsRequest.builder().crawlerName("c").build());
    assertThat(crawls.crawls()).hasSize(2);
    assertThat(requireNonNull(crawls.crawls()).getLast().summary())
        .contains("\"TABLE\":{\"ADD\":1");
    var metrics =
        lake.call(
            GlueService.GET_CRAWLER_METRICS,
            GetCrawlerMetricsRequest.builder().crawlerNameList(List.of("c")).build());
    assertThat(requireNonNull(metrics.crawlerMetricsList()).getFirst().tablesCreated())
        .isEqualTo(1);
  }

  private void assertRefused(CreateCrawlerRequest request, String message) {
    assertThatThrownBy(() -> lake.call(GlueService.CREATE_CRAWLER, request))
        .isInstanceOf(ServiceError.class)
        .hasMessage(message);
  }

  private List<String> tableNames(String database) {
    return requireNonNull(
            lake.call(
                    GlueService.GET_TABLES,
                    GetTablesRequest.builder().databaseName(database).build())
                .tableList())
        .stream()
        .map(Table::name)
        .toList();
  }

  private List<List<String>> partitions(String table, @Nullable String expression) {
    return requireNonNull(
            lake.call(
                    GlueService.GET_PARTITIONS,
                    GetPartitionsRequest.builder()
                        .databaseName("project1_db")
                        .tableName(table)
                        .expression(expression)
                        .build())
                .partitions())
        .stream()
        .map(Partition::values)
        .map(values -> requireNonNull(values))
        .toList();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
