package io.tarn.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.api.Body;
import io.tarn.api.glue.Crawler;
import io.tarn.api.glue.CrawlerHistory;
import io.tarn.api.glue.CreateCrawlerRequest;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.LastCrawlInfo;
import io.tarn.api.glue.ListCrawlsRequest;
import io.tarn.api.glue.SchemaChangePolicy;
import io.tarn.api.glue.Table;
import io.tarn.api.s3.PutObjectRequest;
import io.tarn.api.s3.S3Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that cannot be read: named with the reason, no neighbour spoiled, nothing retired. */
class TestPartialCrawls {
  private static final String BUCKET = "partial";
  private static final String COLUMNS =
      "id bigint, name string, price decimal(10,2), day date, at timestamp, tags array<string>, who"
          + " struct<first:string,age:int>, m map<string,bigint>, ok boolean";

  @TempDir Path directory;
  private Lake lake;

  @BeforeEach
  void open() throws IOException {
    lake = Lake.open(directory);
    lake.bucket(BUCKET);
    lake.database("db");
  }

  @AfterEach
  void close() throws IOException {
    lake.close();
  }

  @Test
  void aDamagedFileIsNamedAndItsNeighboursAreATable() throws Exception {
    byte[] whole = orc();
    lake.put(BUCKET, "t/a.orc", whole);
    lake.put(BUCKET, "t/b.orc", whole);
    lake.put(BUCKET, "t/cut.orc", Arrays.copyOf(whole, whole.length - 5));
    lake.put(BUCKET, "t/locked.parquet", "PARE" + "x".repeat(100) + "PARE");
    lake.put(BUCKET, "t/noise.orc", new byte[] {1, 2, 3, (byte) 0xFE, 0, 0, 0, 1, 0, 2});
    lake.put(BUCKET, "t/README.md", "# What this is\n\nWords.\n");
    LastCrawlInfo last = Lake.last(lake.crawl(crawler("c", "t/", "LOG").build()));
    assertThat(last.status()).isEqualTo("SUCCEEDED");
    assertThat(last.errorMessage())
        .startsWith("Partly crawled: 3 files could not be read: ")
        .contains(
            "s3://partial/t/cut.orc: cannot be read: ",
            "s3://partial/t/locked.parquet: cannot be read: encrypted parquet",
            "s3://partial/t/noise.orc: binary: ")
        .doesNotContain("README");
    assertThat(lake.tables("db")).containsExactly("t");
    assertThat(Lake.columns(lake.table("db", "t"))).isEqualTo(COLUMNS);
    assertThat(Lake.parameter(lake.table("db", "t"), "objectCount")).isEqualTo("2");
    CrawlerHistory history =
        requireNonNull(
                lake.call(
                        GlueService.LIST_CRAWLS,
                        ListCrawlsRequest.builder().crawlerName("c").build())
                    .crawls())
            .getFirst();
    assertThat(history.state()).isEqualTo("COMPLETED");
    assertThat(history.errorMessage()).isEqualTo(last.errorMessage());
    assertThat(history.summary()).contains("\"FILE\":{\"UNREAD\":3}");
    assertThat(lake.log)
        .anyMatch(line -> line.contains("ERROR : Not read: s3://partial/t/cut.orc: "))
        .anyMatch(line -> line.contains("WARN : Left aside: s3://partial/t/README.md"));
    assertThat(lake.facts)
        .anyMatch(
            fact ->
                fact.body().contains("\"warningMessage\":\"Partly crawled")
                    && fact.body().contains("\"message\":\"Crawler Succeeded\""));
  }

  @Test
  void aWholeCrawlSaysNothingOfTheKind() throws Exception {
    lake.put(BUCKET, "t/a.orc", orc());
    assertThat(Lake.last(lake.crawl(crawler("c", "t/", "LOG").build())).errorMessage()).isNull();
    assertThat(lake.log).noneMatch(line -> line.contains("UNREAD"));
  }

  @Test
  void whatCannotBeReadIsNotGone() throws Exception {
    byte[] whole = orc();
    byte[] cut = Arrays.copyOf(whole, whole.length - 5);
    lake.put(BUCKET, "r/one/a.orc", whole);
    lake.put(BUCKET, "r/days/day=1/a.orc", whole);
    lake.put(BUCKET, "r/days/day=2/a.orc", whole);
    lake.crawl(crawler("c", "r/", "DELETE_FROM_DATABASE").build());
    assertThat(lake.tables("db")).containsExactly("days", "one");
    lake.put(BUCKET, "r/one/a.orc", cut);
    lake.put(BUCKET, "r/days/day=2/a.orc", cut);
    assertThat(Lake.last(lake.crawl("c")).errorMessage()).startsWith("Partly crawled: 2 files");
    assertThat(lake.tables("db")).containsExactly("days", "one");
    assertThat(lake.partitions("db", "days")).hasSize(2);
    lake.delete(BUCKET, "r/one/a.orc");
    lake.delete(BUCKET, "r/days/day=2/a.orc");
    assertThat(Lake.last(lake.crawl("c")).errorMessage()).isNull();
    assertThat(lake.tables("db")).containsExactly("days");
    assertThat(lake.partitions("db", "days")).hasSize(1);
  }

  @Test
  void aColumnThatOnlyTheDamagedFileHadStays() throws Exception {
    lake.put(BUCKET, "k/a.csv", "id,amount\n1,2.5\n2,3.5\n");
    lake.put(BUCKET, "k/b.csv", "id,amount,more\n1,2.5,true\n2,3.5,false\n");
    lake.crawl(crawler("c", "k/", "LOG").build());
    String columns = "id bigint, amount double, more boolean";
    assertThat(Lake.columns(lake.table("db", "k"))).isEqualTo(columns);
    lake.put(BUCKET, "k/b.csv", new byte[] {0, 1, 2, 3, (byte) 0xFF, 0, 7});
    lake.crawl("c");
    assertThat(Lake.columns(lake.table("db", "k"))).isEqualTo(columns);
  }

  @Test
  void anObjectWhoseKeyItsWriterKeepsIsNamed() throws Exception {
    lake.put(BUCKET, "s/a.csv", "id,amount\n1,2.5\n2,3.5\n");
    byte[] key = "0123456789abcdef0123456789abcdef".getBytes(UTF_8);
    lake.call(
        S3Service.PUT_OBJECT,
        PutObjectRequest.builder()
            .bucket(BUCKET)
            .key("s/b.csv")
            .body(Body.of("id,amount\n3,4.5\n".getBytes(UTF_8)))
            .sseCustomerAlgorithm("AES256")
            .sseCustomerKey(Base64.getEncoder().encodeToString(key))
            .sseCustomerKeyMD5(md5(key))
            .build());
    LastCrawlInfo last = Lake.last(lake.crawl(crawler("c", "s/", "LOG").build()));
    assertThat(last.status()).isEqualTo("SUCCEEDED");
    assertThat(last.errorMessage()).contains("s3://partial/s/b.csv: cannot be read: ");
    assertThat(lake.tables("db")).containsExactly("s");
  }

  @Test
  void aRoleThatMayNotListRetiresNothing() throws Exception {
    lake.put(BUCKET, "d/a.csv", "id,amount\n1,2.5\n2,3.5\n");
    lake.crawl(crawler("c", "d/", "DELETE_FROM_DATABASE").build());
    Table before = lake.table("db", "d");
    lake.put(BUCKET, "d/a.csv", "id,name\n1,x\n2,y\n");
    for (String action : List.of("s3:ListBucket", "s3:GetObject", "glue:UpdateTable")) {
      lake.denied.add(action);
      LastCrawlInfo last = Lake.last(lake.crawl("c"));
      assertThat(last.status()).as(action).isEqualTo("FAILED");
      assertThat(last.errorMessage()).contains("AccessDenied", action);
      assertThat(lake.table("db", "d")).isEqualTo(before);
      lake.denied.clear();
    }
  }

  @Test
  void aFolderThatChangesUnderTheCrawlIsReadAsItWasListed() throws Exception {
    for (int i = 0; i < 5; i++) {
      lake.put(BUCKET, "f/" + i + ".csv", "id,amount\n1,2.5\n2,3.5\n");
    }
    AtomicBoolean once = new AtomicBoolean();
    lake.onAccess =
        access -> {
          if (access.action().equals("s3:GetObject") && once.compareAndSet(false, true)) {
            for (int i = 0; i < 5; i++) {
              lake.delete(BUCKET, "f/" + i + ".csv");
            }
            lake.put(BUCKET, "f/0.csv", "other,columns,here\na,b,c\nd,e,f\n");
          }
        };
    LastCrawlInfo last = Lake.last(lake.crawl(crawler("c", "f/", "LOG").build()));
    assertThat(last.status()).isEqualTo("SUCCEEDED");
    assertThat(last.errorMessage()).isNull();
    assertThat(Lake.columns(lake.table("db", "f"))).isEqualTo("id bigint, amount double");
    assertThat(Lake.parameter(lake.table("db", "f"), "objectCount")).isEqualTo("5");
  }

  @Test
  void tenThousandColumnsAndLinesOfAMegabyteAreTables() throws Exception {
    StringBuilder header = new StringBuilder("c0");
    StringBuilder row = new StringBuilder("0");
    for (int i = 1; i < 10_000; i++) {
      header.append(",c").append(i);
      row.append(',').append(i);
    }
    lake.put(BUCKET, "b/wide/a.csv", header + "\n" + row + "\n" + row + "\n");
    String line = "x".repeat(1 << 20);
    lake.put(BUCKET, "b/long/a.csv", "id,text\n1," + line + "\n2," + line + "\n");
    lake.put(BUCKET, "b/long-json/a.json", "{\"id\":1,\"text\":\"" + line + "\"}\n");
    lake.put(BUCKET, "b/nul/a.csv", "id,\0text\n1,\0\n");
    Crawler crawler = lake.crawl(crawler("c", "b/", "LOG").build());
    assertThat(Lake.last(crawler).status()).isEqualTo("SUCCEEDED");
    assertThat(Lake.last(crawler).errorMessage())
        .contains("1 file could not be read: s3://partial/b/nul");
    assertThat(lake.tables("db")).containsExactly("long", "long_json", "wide");
    assertThat(requireNonNull(lake.table("db", "wide").storageDescriptor()).columns())
        .hasSize(10_000);
    assertThat(Lake.columns(lake.table("db", "long"))).isEqualTo("id bigint, text string");
  }

  private CreateCrawlerRequest.Builder crawler(String name, String folder, String delete) {
    return lake.crawler(name, "db", "s3://" + BUCKET + "/" + folder)
        .schemaChangePolicy(
            SchemaChangePolicy.builder()
                .updateBehavior("UPDATE_IN_DATABASE")
                .deleteBehavior(delete)
                .build());
  }

  private static byte[] orc() throws IOException {
    return Files.readAllBytes(Path.of("src/test/resources/formats", "rows-zlib.orc"));
  }

  private static String md5(byte[] bytes) throws NoSuchAlgorithmException {
    return Base64.getEncoder().encodeToString(MessageDigest.getInstance("MD5").digest(bytes));
  }
}
