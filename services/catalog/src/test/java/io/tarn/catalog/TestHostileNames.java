package io.tarn.catalog;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.api.glue.CrawlerTargets;
import io.tarn.api.glue.CreateTableRequest;
import io.tarn.api.glue.DeleteCrawlerRequest;
import io.tarn.api.glue.DeleteTableRequest;
import io.tarn.api.glue.GetTablesRequest;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.LastCrawlInfo;
import io.tarn.api.glue.ListCrawlsRequest;
import io.tarn.api.glue.S3Target;
import io.tarn.api.glue.StartCrawlerRequest;
import io.tarn.api.glue.Table;
import io.tarn.api.glue.TableInput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names and patterns that nobody sane gives, and somebody does. */
class TestHostileNames {
  private static final String BUCKET = "hostile";
  private static final String ROWS = "id,amount\n1,2.5\n2,3.5\n";
  private static final List<String> NAMES =
      List.of(
          "a/b",
          "../../etc/passwd",
          "..",
          ".",
          "a%2Fb",
          "100%",
          "a+b c",
          "\u00fc\u00df \u6771\u4eac \ud83d\ude00",
          "tab\there",
          "' OR 1=1 --",
          "\"quoted\\",
          "*",
          "x".repeat(255));

  @TempDir Path directory;
  private Lake lake;

  @BeforeEach
  void open() throws IOException {
    lake = Lake.open(directory);
    lake.bucket(BUCKET);
  }

  @AfterEach
  void close() throws IOException {
    lake.close();
  }

  @Test
  void crawlersAreKeptUnderAnyNameThatGlueTakes() throws Exception {
    lake.database("db");
    lake.put(BUCKET, "raw/a.csv", ROWS);
    for (String name : NAMES) {
      LastCrawlInfo last =
          Lake.last(lake.crawl(lake.crawler(name, "db", "s3://hostile/raw/").build()));
      assertThat(last.status()).as(name).isEqualTo("SUCCEEDED");
      assertThat(
              lake.call(
                      GlueService.LIST_CRAWLS,
                      ListCrawlsRequest.builder().crawlerName(name).build())
                  .crawls())
          .as(name)
          .hasSize(1);
    }
    assertThat(lake.tables("db")).containsExactly("raw");
    for (String name : NAMES) {
      lake.call(GlueService.DELETE_CRAWLER, DeleteCrawlerRequest.builder().name(name).build());
      lake.refused(
          GlueService.START_CRAWLER,
          StartCrawlerRequest.builder().name(name).build(),
          "EntityNotFoundException",
          "");
    }
  }

  @Test
  void databasesAndTablesAreKeptUnderAnyNameThatGlueTakes() {
    for (String name : NAMES) {
      lake.database(name);
      for (String table : NAMES) {
        lake.call(
            GlueService.CREATE_TABLE,
            CreateTableRequest.builder()
                .databaseName(name)
                .tableInput(TableInput.builder().name(table).description(table).build())
                .build());
      }
      assertThat(lake.tables(name)).hasSize(NAMES.size());
      for (String table : NAMES) {
        assertThat(lake.table(name, table).description()).isEqualTo(table);
      }
      lake.call(
          GlueService.DELETE_TABLE,
          DeleteTableRequest.builder().databaseName(name).name(NAMES.getFirst()).build());
      assertThat(lake.tables(name)).hasSize(NAMES.size() - 1);
    }
  }

  @Test
  void oddPathsAreTablesThatLieWhereTheirFilesLie() throws Exception {
    List<String> folders =
        List.of(
            "a b/",
            "a+b/",
            "a%20b/",
            "100%/",
            "dbl//x/",
            "/lead/",
            "../up/",
            "\u00fc/",
            "a'b/",
            "_data/.x/");
    for (String folder : folders) {
      lake.put(BUCKET, folder + "p=1/f.csv", ROWS);
      lake.put(BUCKET, folder + "p=2/f.csv", ROWS);
    }
    int number = 0;
    for (String folder : folders) {
      String database = "db" + number++;
      lake.database(database);
      String crawler = "c" + number;
      LastCrawlInfo last =
          Lake.last(lake.crawl(lake.crawler(crawler, database, "s3://hostile/" + folder).build()));
      assertThat(last.status()).as(folder).isEqualTo("SUCCEEDED");
      assertThat(lake.tables(database)).as(folder).hasSize(1);
      Table table = lake.table(database, lake.tables(database).getFirst());
      assertThat(requireNonNull(table.storageDescriptor()).location())
          .isEqualTo("s3://hostile/" + folder);
      assertThat(lake.partitions(database, table.name()))
          .containsExactly(List.of("1"), List.of("2"));
      lake.crawl(crawler);
      assertThat(lake.table(database, table.name()).versionId())
          .as("nothing changed below " + folder)
          .isEqualTo(table.versionId());
    }
  }

  @Test
  void partitionFoldersThatNoPartitionCanHaveAreNamed() throws Exception {
    lake.database("db");
    for (String value : List.of("1", "a%2Fb", "a+b", "%zz", "x y", "100%", "\u00fc")) {
      lake.put(BUCKET, "t/k=" + value + "/f.csv", ROWS);
    }
    lake.put(BUCKET, "t/k=/f.csv", ROWS);
    lake.put(BUCKET, "t/k=x%20y/f.csv", ROWS);
    lake.put(BUCKET, "t/k=bad\u0001/f.csv", ROWS);
    LastCrawlInfo last = Lake.last(lake.crawl(lake.crawler("c", "db", "s3://hostile/t/").build()));
    assertThat(last.errorMessage()).isNull();
    assertThat(last.status()).isEqualTo("SUCCEEDED");
    assertThat(lake.partitions("db", "t"))
        .extracting(List::getFirst)
        .containsExactlyInAnyOrder("1", "a/b", "a+b", "%zz", "x y", "100%", "\u00fc");
    for (String says :
        List.of(
            "t/k=/ is no partition, queries do not read it: a value is empty",
            "t/k=bad\u0001/ is no partition, queries do not read it: a value is empty or",
            "is no partition, queries do not read it: another folder has its values [x y]")) {
      assertThat(lake.log).anyMatch(line -> line.contains(says));
    }
  }

  @Test
  void noPatternTakesLongerThanItIsLong() throws Exception {
    lake.database("db");
    String name = "a".repeat(200);
    lake.put(BUCKET, "raw/" + name + ".csv", ROWS);
    String stars = "*a".repeat(60) + "b";
    String braces = "{a,a}".repeat(150) + "b";
    S3Target target =
        S3Target.builder()
            .path("s3://hostile/raw/")
            .exclusions(List.of(stars, "**" + stars, braces, "?" + "{*,**}".repeat(40) + "b"))
            .build();
    LastCrawlInfo last =
        Lake.last(
            lake.crawl(
                lake.crawler("c", "db", "s3://x/")
                    .targets(CrawlerTargets.builder().s3Targets(List.of(target)).build())
                    .build()));
    assertThat(last.status()).isEqualTo("SUCCEEDED");
    assertThat(lake.tables("db")).containsExactly("raw");
    lake.refused(
        GlueService.CREATE_CRAWLER,
        lake.crawler("d", "db", "s3://x/")
            .targets(
                CrawlerTargets.builder()
                    .s3Targets(
                        List.of(target.toBuilder().exclusions(List.of("{".repeat(9_999))).build()))
                    .build())
            .build(),
        "InvalidInputException",
        "Exclusion has braces more than 50 deep");
    lake.call(
        GlueService.CREATE_TABLE,
        CreateTableRequest.builder()
            .databaseName("db")
            .tableInput(TableInput.builder().name(name).build())
            .build());
    lake.refused(
        GlueService.GET_TABLES,
        GetTablesRequest.builder().databaseName("db").expression(".*a".repeat(25) + "b").build(),
        "InvalidInputException",
        "Expression backtracks without end");
  }
}
