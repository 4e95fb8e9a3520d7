package io.tarn.catalog;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.api.glue.CatalogTarget;
import io.tarn.api.glue.Column;
import io.tarn.api.glue.CrawlerTargets;
import io.tarn.api.glue.CreateCrawlerRequest;
import io.tarn.api.glue.CreateTableRequest;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.RecrawlPolicy;
import io.tarn.api.glue.SchemaChangePolicy;
import io.tarn.api.glue.StorageDescriptor;
import io.tarn.api.glue.TableInput;
import io.tarn.api.glue.UpdateTableRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Crawls of catalog tables in event mode: their folders are looked into where they changed. */
class TestEventCatalogCrawls {
  private static final String BUCKET = "events";
  private static final String ROWS = "id,amount\n1,2.5\n2,3.5\n";

  @TempDir Path directory;
  private Lake lake;
  private final Set<String> read = ConcurrentHashMap.newKeySet();
  private final Set<String> listed = ConcurrentHashMap.newKeySet();

  @BeforeEach
  void open() throws Exception {
    lake = Lake.open(directory);
    lake.bucket(BUCKET);
    lake.database("db");
    table("sales", "s3://events/sales/", List.of(Column.builder().name("day").build()));
    table("users", "s3://events/users", List.of());
    for (int day = 1; day <= 4; day++) {
      lake.put(BUCKET, "sales/day=" + day + "/a.csv", ROWS);
    }
    lake.put(BUCKET, "users/a.csv", "id,name,mail\n1,Ada,a@example.com\n2,Ben,b@example.com\n");
    lake.crawl(crawler("c"));
    assertThat(lake.log).anyMatch(line -> line.contains("The crawl is not running in S3 event"));
    assertThat(days()).containsExactly("1", "2", "3", "4");
    lake.onAccess =
        access -> {
          if (access.action().equals("s3:GetObject")) {
            read.add(access.resource().replaceFirst("^.*:::events/", ""));
          }
          if (access.action().equals("s3:ListBucket")) {
            listed.addAll(access.context().getOrDefault("s3:prefix", List.of()));
          }
        };
  }

  @AfterEach
  void close() throws IOException {
    lake.close();
  }

  @Test
  void nothingIsLookedAtWhenNothingCameOrWent() throws Exception {
    lake.put(BUCKET, "elsewhere/a.csv", ROWS);
    lake.put(BUCKET, "users-of-others/a.csv", ROWS);
    crawl();
    assertThat(lake.log).anyMatch(line -> line.contains("The crawl is running by consuming"));
    assertThat(read).isEmpty();
    assertThat(listed).isEmpty();
  }

  @Test
  void newPartitionsComeAndNoneIsRetired() throws Exception {
    lake.put(BUCKET, "sales/day=5/a.csv", ROWS);
    lake.delete(BUCKET, "sales/day=2/a.csv");
    crawl();
    assertThat(read).containsExactly("sales/day=5/a.csv");
    assertThat(listed).containsExactlyInAnyOrder("sales/day=5/", "sales/day=2/");
    assertThat(days()).containsExactly("1", "2", "3", "4", "5");
    assertThat(lake.log).anyMatch(line -> line.contains("[2] are gone; it stays"));
    assertThat(lake.tables("db")).containsExactly("sales", "users");
  }

  @Test
  void anotherSchemaMakesTheWholeTableBeLookedAt() throws Exception {
    lake.put(BUCKET, "sales/day=5/a.csv", "id,amount,more\n1,2.5,true\n");
    lake.put(BUCKET, "users/b.csv", "id,name,mail\nx1,Cy,c@example.com\n");
    crawl();
    assertThat(read).contains("sales/day=1/a.csv", "users/a.csv");
    assertThat(Lake.columns(lake.table("db", "sales")))
        .isEqualTo("id bigint, amount double, more boolean");
    assertThat(Lake.columns(lake.table("db", "users")))
        .isEqualTo("id string, name string, mail string");
    assertThat(days()).containsExactly("1", "2", "3", "4", "5");
  }

  @Test
  void aTableThatLiesElsewhereNowIsLookedAtWhole() throws Exception {
    lake.put(BUCKET, "moved/day=9/a.csv", ROWS);
    crawl();
    TableInput old = TableDifferences.input(lake.table("db", "sales"));
    lake.call(
        GlueService.UPDATE_TABLE,
        UpdateTableRequest.builder()
            .databaseName("db")
            .tableInput(
                old.toBuilder()
                    .storageDescriptor(
                        requireNonNull(old.storageDescriptor()).toBuilder()
                            .location("s3://events/moved/")
                            .build())
                    .build())
            .build());
    crawl();
    assertThat(days()).contains("9");
    listed.clear();
    crawl();
    assertThat(listed).isEmpty();
  }

  @Test
  void aCrawlThatFailedMissesNothing() throws Exception {
    lake.put(BUCKET, "sales/day=5/a.csv", ROWS);
    lake.denied.add("glue:BatchCreatePartition");
    assertThat(Lake.last(lake.crawl("c")).status()).isEqualTo("FAILED");
    lake.denied.clear();
    crawl();
    assertThat(days()).containsExactly("1", "2", "3", "4", "5");
  }

  @Test
  void aQueueIsAcceptedInEventModeOnly() {
    CreateCrawlerRequest other = crawler("d").toBuilder().recrawlPolicy(null).build();
    lake.refused(
        GlueService.CREATE_CRAWLER,
        other,
        "InvalidInputException",
        "EventQueueArn without CRAWL_EVENT_MODE");
    lake.refused(
        GlueService.CREATE_CRAWLER,
        crawler("d").toBuilder().targets(targets("no queue")).build(),
        "InvalidInputException",
        "EventQueueArn is no ARN of an SQS queue: no queue");
    assertThat(
            requireNonNull(requireNonNull(lake.find("c").targets()).catalogTargets())
                .getFirst()
                .eventQueueArn())
        .isEqualTo("arn:aws:sqs:us-east-1:000000000000:crawl");
  }

  private static CrawlerTargets targets(String queue) {
    return CrawlerTargets.builder()
        .catalogTargets(
            List.of(
                CatalogTarget.builder()
                    .databaseName("db")
                    .tables(List.of("sales", "users"))
                    .eventQueueArn(queue)
                    .build()))
        .build();
  }

  private CreateCrawlerRequest crawler(String name) {
    return lake.crawler(name, "db", "s3://unused/")
        .databaseName(null)
        .targets(targets("arn:aws:sqs:us-east-1:000000000000:crawl"))
        .recrawlPolicy(RecrawlPolicy.builder().recrawlBehavior("CRAWL_EVENT_MODE").build())
        .schemaChangePolicy(SchemaChangePolicy.builder().deleteBehavior("LOG").build())
        .build();
  }

  private void table(String name, String location, List<Column> keys) {
    lake.call(
        GlueService.CREATE_TABLE,
        CreateTableRequest.builder()
            .databaseName("db")
            .tableInput(
                TableInput.builder()
                    .name(name)
                    .partitionKeys(keys)
                    .storageDescriptor(
                        StorageDescriptor.builder().location(location).columns(List.of()).build())
                    .build())
            .build());
  }

  private void crawl() throws InterruptedException {
    var last = requireNonNull(lake.crawl("c").lastCrawl());
    assertThat(last.errorMessage()).isNull();
    assertThat(last.status()).isEqualTo("SUCCEEDED");
  }

  private List<String> days() {
    return lake.partitions("db", "sales").stream().map(List::getFirst).toList();
  }
}
