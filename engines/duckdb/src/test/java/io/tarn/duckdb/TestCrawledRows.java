package io.tarn.duckdb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.api.glue.Column;
import io.tarn.api.glue.Crawler;
import io.tarn.api.glue.CrawlerTargets;
import io.tarn.api.glue.CreateCrawlerRequest;
import io.tarn.api.glue.GetCrawlerRequest;
import io.tarn.api.glue.GetTableRequest;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.S3Target;
import io.tarn.api.glue.StartCrawlerRequest;
import io.tarn.api.glue.Table;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What a crawl makes of delimited files is read row for row. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TestCrawledRows {
  private static final String BUCKET = "raw-bucket";

  private @Nullable AthenaLake opened;
  private int crawls;

  @BeforeAll
  void open(@TempDir Path directory) {
    opened = new AthenaLake(directory);
    lake().createBucket("results");
    lake().createBucket(BUCKET);
    lake().succeed("CREATE DATABASE shop");
  }

  @AfterAll
  void close() {
    lake().close();
  }

  private AthenaLake lake() {
    return requireNonNull(opened);
  }

  /**
   * Files with their faults; {@code TARN_CSV_SEED} in the environment gives others, {@code
   * TARN_CSV_SIZE} more of them.
   */
  @Test
  void readsPollutedFilesRowForRow() {
    long seed = setting("TARN_CSV_SEED", 20_240_301);
    long size = setting("TARN_CSV_SIZE", 150);
    Map<String, PollutedCsv> files = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      PollutedCsv file = PollutedCsv.of(seed * 1_000_003 + i);
      files.put("polluted_" + i, file);
      lake().put(BUCKET, "polluted/polluted_" + i + "/data.csv", file.bytes());
    }
    crawl(files.keySet().stream().map(name -> "polluted/" + name + "/").toList());
    List<String> wrong = new ArrayList<>();
    files.forEach(
        (name, file) ->
            difference(name, file).ifPresent(what -> wrong.add(file.words() + ": " + what)));
    assertThat(wrong).as(wrong.size() + " of " + size + " differ").isEmpty();
  }

  @Test
  void readsWhatIsInserted() {
    String text =
        """
        ada@example.com,"a ""lamp"" of brass"
        ben@example.com,"C:\\dir"

        eve@example.com,pipe 5" wide
        """;
    lake().put(BUCKET, "wishes/data.csv", text.getBytes(UTF_8));
    crawl(List.of("wishes/"));
    lake()
        .succeed(
            "INSERT INTO wishes VALUES ('fay@example.com', '8\\9\" or \"\"'),"
                + " ('gil@example.com', ',')");
    assertThat(lake().lines("SELECT * FROM wishes ORDER BY col0"))
        .containsExactly(
            "col0|col1",
            "ada@example.com|a \"lamp\" of brass",
            "ben@example.com|C:\\dir",
            "eve@example.com|pipe 5\" wide",
            "fay@example.com|8\\9\" or \"\"",
            "gil@example.com|,");
    assertThat(lake().lines("SELECT count(*) FROM wishes")).containsExactly("_col0", "5");
  }

  private Optional<String> difference(String name, PollutedCsv file) {
    Table table = table(name);
    List<Column> columns =
        requireNonNull(requireNonNull(table.storageDescriptor()).columns()).stream().toList();
    String id = requireNonNull(lake().succeed("SELECT * FROM " + name).queryExecutionId());
    List<List<@Nullable String>> rows = lake().rows(id);
    rows = rows.subList(1, rows.size());
    String serde =
        " by "
            + requireNonNull(requireNonNull(table.storageDescriptor()).serdeInfo())
            + " as "
            + columns.stream().map(Column::type).toList();
    for (int i = 0; i < Math.min(rows.size(), file.rows().size()); i++) {
      List<String> wanted = file.rows().get(i);
      for (int c = 0; c < columns.size(); c++) {
        String cell = c < wanted.size() ? wanted.get(c) : "";
        String found = Optional.ofNullable(rows.get(i).get(c)).orElse("");
        // A header that comes again is NULL in columns of numbers, where the reader allows that.
        boolean header = wanted.equals(PollutedCsv.NAMES) && found.isEmpty();
        if (!header && !same(cell, found, String.valueOf(columns.get(c).type()))) {
          return Optional.of("row " + i + " has " + found + " instead of " + cell + serde);
        }
      }
    }
    return rows.size() == file.rows().size()
        ? Optional.empty()
        : Optional.of(rows.size() + " rows instead of " + file.rows().size() + serde);
  }

  /** Numbers may be spelt otherwise than in the file, in columns of numbers. */
  private static boolean same(String cell, String found, String type) {
    boolean number = type.equals("bigint") || type.equals("double");
    return number && !cell.isEmpty() && !found.isEmpty()
        ? Double.parseDouble(cell) == Double.parseDouble(found)
        : cell.equals(found);
  }

  private void crawl(List<String> prefixes) {
    String name = "crawl-" + crawls++;
    lake()
        .run(
            GlueService.CREATE_CRAWLER,
            CreateCrawlerRequest.builder()
                .name(name)
                .role("arn:aws:iam::000000000000:role/crawler")
                .databaseName("shop")
                .targets(
                    CrawlerTargets.builder()
                        .s3Targets(
                            prefixes.stream()
                                .map(
                                    prefix ->
                                        S3Target.builder()
                                            .path("s3://" + BUCKET + "/" + prefix)
                                            .build())
                                .toList())
                        .build())
                .build());
    lake().run(GlueService.START_CRAWLER, StartCrawlerRequest.builder().name(name).build());
    Instant deadline = Instant.now().plus(Duration.ofSeconds(120));
    Crawler crawler = crawler(name);
    while (!String.valueOf(crawler.state()).equals("READY")) {
      if (Instant.now().isAfter(deadline)) {
        throw new IllegalStateException("Crawler " + name + " has not ended: " + crawler);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
      crawler = crawler(name);
    }
    assertThat(String.valueOf(requireNonNull(crawler.lastCrawl()).status())).isEqualTo("SUCCEEDED");
  }

  private Crawler crawler(String name) {
    return requireNonNull(
        lake()
            .run(GlueService.GET_CRAWLER, GetCrawlerRequest.builder().name(name).build())
            .crawler());
  }

  private Table table(String name) {
    return requireNonNull(
        lake()
            .run(
                GlueService.GET_TABLE,
                GetTableRequest.builder().databaseName("shop").name(name).build())
            .table());
  }

  private static long setting(String name, long otherwise) {
    return Optional.ofNullable(System.getenv(name)).map(Long::parseLong).orElse(otherwise);
  }
}
