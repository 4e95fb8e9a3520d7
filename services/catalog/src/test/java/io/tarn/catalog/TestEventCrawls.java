package io.tarn.catalog;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.api.glue.CrawlerTargets;
import io.tarn.api.glue.CreateCrawlerRequest;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.RecrawlPolicy;
import io.tarn.api.glue.S3Target;
import io.tarn.api.glue.SchemaChangePolicy;
import io.tarn.api.glue.UpdateCrawlerRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Crawls in event mode: only where objects came or went is looked. */
class TestEventCrawls {
  private static final String BUCKET = "events";
  private static final String ROWS = "id,amount\n1,2.5\n2,3.5\n";

  @TempDir Path directory;
  private Lake lake;
  private final Set<String> read = ConcurrentHashMap.newKeySet();

  @BeforeEach
  void open() throws Exception {
    lake = Lake.open(directory);
    lake.bucket(BUCKET);
    lake.database("db");
    for (int day = 1; day <= 5; day++) {
      lake.put(BUCKET, "t/sales/day=" + day + "/a.csv", ROWS);
    }
    lake.put(BUCKET, "t/users/a.csv", "id,name,mail\n1,Ada,a@example.com\n2,Ben,b@example.com\n");
    lake.crawl(crawler("c"));
    assertThat(lake.tables("db")).containsExactly("sales", "users");
    assertThat(lake.log).anyMatch(line -> line.contains("The crawl is not running in S3 event"));
    lake.onAccess =
        access -> {
          if (access.action().equals("s3:GetObject")) {
            read.add(access.resource().replaceFirst("^.*:::events/", ""));
          }
        };
  }

  @AfterEach
  void close() throws IOException {
    lake.close();
  }

  @Test
  void nothingIsReadWhenNothingCameOrWent() throws Exception {
    crawl();
    assertThat(read).isEmpty();
    assertThat(lake.log).anyMatch(line -> line.contains("The crawl is running by consuming"));
    assertThat(lake.log).noneMatch(line -> line.contains("are gone"));
  }

  @Test
  void onlyWhatCameOrWentIsReadAndRetired() throws Exception {
    lake.put(BUCKET, "t/sales/day=6/a.csv", ROWS);
    lake.put(BUCKET, "t/sales/day=1/b.csv", ROWS);
    lake.delete(BUCKET, "t/sales/day=2/a.csv");
    lake.put(BUCKET, "t/stock/a.csv", "sku,units,place\nA1,4,Rome\nB2,5,Oslo\n");
    lake.put(BUCKET, "elsewhere/a.csv", ROWS);
    crawl();
    assertThat(read)
        .containsExactlyInAnyOrder(
            "t/sales/day=6/a.csv", "t/sales/day=1/a.csv", "t/sales/day=1/b.csv", "t/stock/a.csv");
    assertThat(lake.tables("db")).containsExactly("sales", "stock", "users");
    assertThat(days()).containsExactly("1", "3", "4", "5", "6");
    read.clear();
    crawl();
    assertThat(read).isEmpty();
  }

  @Test
  void aTableWithoutFilesGoesAndComesBack() throws Exception {
    lake.delete(BUCKET, "t/users/a.csv");
    crawl();
    assertThat(lake.tables("db")).containsExactly("sales");
    lake.put(BUCKET, "t/users/b.csv", "id,name,mail\n1,Ada,a@example.com\n");
    crawl();
    assertThat(lake.tables("db")).containsExactly("sales", "users");
  }

  @Test
  void anotherSchemaMakesTheWholeTableBeLookedAt() throws Exception {
    lake.put(BUCKET, "t/sales/day=3/b.csv", "id,amount,more\n1,2.5,true\n");
    crawl();
    assertThat(read).contains("t/sales/day=5/a.csv").doesNotContain("t/users/a.csv");
    assertThat(Lake.columns(lake.table("db", "sales")))
        .isEqualTo("id bigint, amount double, more boolean");
    assertThat(days()).containsExactly("1", "2", "3", "4", "5");
  }

  @Test
  void afterAFailureOrAnUpdateNothingIsMissed() throws Exception {
    lake.put(BUCKET, "t/sales/day=6/a.csv", ROWS);
    lake.denied.add("s3:GetObject");
    assertThat(requireNonNull(lake.crawl("c").lastCrawl()).status()).isEqualTo("FAILED");
    lake.denied.clear();
    crawl();
    assertThat(days()).containsExactly("1", "2", "3", "4", "5", "6");
    lake.call(
        GlueService.UPDATE_CRAWLER,
        UpdateCrawlerRequest.builder().name("c").description("new").build());
    read.clear();
    crawl();
    assertThat(read).contains("t/users/a.csv");
  }

  @Test
  void aQueueIsAcceptedInEventModeOnly() {
    lake.refused(
        GlueService.CREATE_CRAWLER,
        crawler("d").toBuilder().recrawlPolicy(null).build(),
        "InvalidInputException",
        "EventQueueArn without CRAWL_EVENT_MODE");
    lake.refused(
        GlueService.CREATE_CRAWLER,
        crawler("d").toBuilder()
            .targets(
                CrawlerTargets.builder()
                    .s3Targets(
                        List.of(S3Target.builder().path("s3://b/").eventQueueArn("queue").build()))
                    .build())
            .build(),
        "InvalidInputException",
        "EventQueueArn is no ARN of an SQS queue: queue");
  }

  private CreateCrawlerRequest crawler(String name) {
    return lake.crawler(name, "db", "s3://unused/")
        .targets(
            CrawlerTargets.builder()
                .s3Targets(
                    List.of(
                        S3Target.builder()
                            .path("s3://events/t/")
                            .eventQueueArn("arn:aws:sqs:us-east-1:000000000000:crawl")
                            .build()))
                .build())
        .recrawlPolicy(RecrawlPolicy.builder().recrawlBehavior("CRAWL_EVENT_MODE").build())
        .schemaChangePolicy(
            SchemaChangePolicy.builder().deleteBehavior("DELETE_FROM_DATABASE").build())
        .build();
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
