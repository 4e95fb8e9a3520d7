package io.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.api.Access;
import io.tarn.api.glue.CrawlerTargets;
import io.tarn.api.glue.CreateCrawlerRequest;
import io.tarn.api.glue.DeltaTarget;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.IcebergTarget;
import io.tarn.api.glue.StartCrawlerRequest;
import io.tarn.api.glue.StopCrawlerRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Crawls that are stopped while they read or write. */
class TestStoppedCrawls {
  private static final String BUCKET = "stop";
  private static final String MANIFESTS = "t/_symlink_format_manifest/";

  @TempDir Path directory;
  private final List<String> read = new CopyOnWriteArrayList<>();
  private Lake lake;

  /** Each look at the clock is a second later, so that each question for a stop is asked. */
  @BeforeEach
  void open() throws IOException {
    AtomicLong seconds = new AtomicLong(Instant.parse("2026-01-01T00:00:00Z").getEpochSecond());
    lake = Lake.open(directory, () -> Instant.ofEpochSecond(seconds.incrementAndGet()));
    lake.bucket(BUCKET);
    lake.database("db");
  }

  @AfterEach
  void close() throws IOException {
    lake.close();
  }

  @Test
  void aStopIsHeardBetweenTheActionsOfADeltaLog() throws Exception {
    delta();
    stopAt("c", access -> access.resource().endsWith("00001.json"));
    assertThat(crawl(linked("c"))).isEqualTo("CANCELLED");
    assertThat(read).last().asString().endsWith("t/_delta_log/00000000000000000001.json");
    assertThat(lake.tables("db")).isEmpty();
  }

  @Test
  void aStoppedCrawlLeavesNoManifests() throws Exception {
    delta();
    stopAt(
        "c",
        access ->
            access.action().equals("s3:PutObject") && access.resource().endsWith("d=2/manifest"));
    assertThat(crawl(linked("c"))).isEqualTo("CANCELLED");
    assertThat(isThere(MANIFESTS + "d=1/manifest")).isFalse();
    assertThat(isThere(MANIFESTS + "d=2/manifest")).isFalse();
    assertThat(lake.tables("db")).isEmpty();

    lake.onAccess = access -> {};
    assertThat(Lake.last(lake.crawl("c")).status()).isEqualTo("SUCCEEDED");
    assertThat(isThere(MANIFESTS + "d=1/manifest")).isTrue();
    assertThat(isThere(MANIFESTS + "d=2/manifest")).isTrue();
    assertThat(lake.partitions("db", "t")).containsExactly(List.of("1"), List.of("2"));
  }

  @Test
  void aStoppedCrawlTakesNoManifestsAway() throws Exception {
    delta();
    assertThat(crawl(linked("c"))).isEqualTo("SUCCEEDED");
    commit(2, "{\"remove\":{\"path\":\"d=1/a.parquet\",\"dataChange\":true}}");
    stopAt("c", access -> access.action().equals("s3:DeleteObject"));
    assertThat(Lake.last(lake.crawl("c")).status()).isEqualTo("CANCELLED");
    assertThat(isThere(MANIFESTS + "d=1/manifest")).isTrue();
    lake.onAccess = access -> {};
    lake.crawl("c");
    assertThat(isThere(MANIFESTS + "d=1/manifest")).isFalse();
  }

  @Test
  void aStopIsHeardBetweenIcebergTables() throws Exception {
    for (String table : List.of("a", "b", "c")) {
      lake.put(BUCKET, "ice/" + table + "/metadata/v1.metadata.json", "{\"format-version\":2}");
    }
    stopAt("c", access -> access.resource().contains("ice/a/metadata/"));
    CrawlerTargets targets =
        CrawlerTargets.builder()
            .icebergTargets(
                List.of(IcebergTarget.builder().paths(List.of("s3://stop/ice/")).build()))
            .build();
    assertThat(crawl(lake.crawler("c", "db", "s3://x/").targets(targets).build()))
        .isEqualTo("CANCELLED");
    assertThat(read).allMatch(key -> key.contains("ice/a/"));
  }

  @Test
  void aStopIsHeardThoughTheClockIsSetBack() throws Exception {
    lake.put(BUCKET, "raw/a.csv", "id,name\n1,Ada\n");
    lake.call(GlueService.CREATE_CRAWLER, lake.crawler("c", "db", "s3://stop/raw/").build());
    AtomicLong now = new AtomicLong(Instant.parse("2026-01-01T12:00:00Z").getEpochSecond());
    lake.onAccess =
        access -> {
          if (access.action().equals("s3:ListBucket")) {
            Crawls.Stop stop =
                new Crawls.Stop(
                    lake.ledger,
                    Lake.REGION,
                    "c",
                    crawlId(),
                    () -> Instant.ofEpochSecond(now.get()));
            stop.check();
            now.addAndGet(-3600);
            lake.call(GlueService.STOP_CRAWLER, StopCrawlerRequest.builder().name("c").build());
            assertThatThrownBy(stop::check).isInstanceOf(CancellationException.class);
            read.add("asked");
          }
        };
    lake.call(GlueService.START_CRAWLER, StartCrawlerRequest.builder().name("c").build());
    assertThat(Lake.last(lake.awaitCrawl("c")).status()).isEqualTo("CANCELLED");
    assertThat(read).containsExactly("asked");
  }

  private String crawlId() {
    return lake.ledger.read(tx -> CrawlerRows.load(tx, Lake.REGION, "c")).crawlId().orElseThrow();
  }

  /** Stops the crawler when it asks for this the first time. */
  private void stopAt(String crawler, Predicate<Access> moment) {
    AtomicLong stops = new AtomicLong();
    lake.onAccess =
        access -> {
          if (access.action().equals("s3:GetObject")) {
            read.add(access.resource());
          }
          if (moment.test(access) && stops.getAndIncrement() == 0) {
            lake.call(GlueService.STOP_CRAWLER, StopCrawlerRequest.builder().name(crawler).build());
          }
        };
  }

  private String crawl(CreateCrawlerRequest request) throws InterruptedException {
    return String.valueOf(Lake.last(lake.crawl(request)).status());
  }

  private CreateCrawlerRequest linked(String name) {
    return lake.crawler(name, "db", "s3://x/")
        .targets(
            CrawlerTargets.builder()
                .deltaTargets(
                    List.of(
                        DeltaTarget.builder()
                            .deltaTables(List.of("s3://stop/t/"))
                            .writeManifest(true)
                            .build()))
                .build())
        .build();
  }

  private void delta() {
    commit(
        0,
        "{\"protocol\":{\"minReaderVersion\":1,\"minWriterVersion\":2}}",
        "{\"metaData\":{\"id\":\"1\",\"format\":{\"provider\":\"parquet\",\"options\":{}},"
            + "\"schemaString\":\"{\\\"type\\\":\\\"struct\\\",\\\"fields\\\":["
            + field("id")
            + ","
            + field("d")
            + "]}\",\"partitionColumns\":[\"d\"],\"configuration\":{}}}");
    commit(1, add("1"), add("2"));
    lake.put(BUCKET, "t/other/a.txt", "no log");
  }

  private static String field(String name) {
    return "{\\\"name\\\":\\\""
        + name
        + "\\\",\\\"type\\\":\\\"string\\\",\\\"nullable\\\":true,\\\"metadata\\\":{}}";
  }

  private static String add(String day) {
    return "{\"add\":{\"path\":\"d="
        + day
        + "/a.parquet\",\"partitionValues\":{\"d\":\""
        + day
        + "\"},\"size\":1,\"modificationTime\":1,\"dataChange\":true}}";
  }

  private void commit(int version, String... actions) {
    lake.put(
        BUCKET, "t/_delta_log/%020d.json".formatted(version), String.join("\n", actions) + "\n");
  }

  private boolean isThere(String key) {
    return lake.ledger.read(tx -> lake.store.objects().find(tx, BUCKET, key)).isPresent();
  }
}
