package io.tarn.catalog;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.api.glue.Column;
import io.tarn.api.glue.CrawlerTargets;
import io.tarn.api.glue.CreateCrawlerRequest;
import io.tarn.api.glue.DeltaTarget;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.ListCrawlsRequest;
import io.tarn.api.glue.SchemaChangePolicy;
import io.tarn.api.glue.Table;
import io.tarn.api.glue.UpdateCrawlerRequest;
import io.tarn.kernel.Caller;
import io.tarn.store.ObjectVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Crawls of Delta Lake's tables, whose logs are written here action by action. */
class TestDeltaCrawls {
  private static final String BUCKET = "delta";
  private static final String PROTOCOL =
      "{\"protocol\":{\"minReaderVersion\":1,\"minWriterVersion\":2}}";

  @TempDir Path directory;
  private final Map<String, String> says = new HashMap<>();
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
  void aNativeTableHasTheLogsSchema() throws Exception {
    commit(
        "sales/", 0, PROTOCOL, metadata("\"day\"", "Id:long", "amount:decimal(9,2)", "day:date"));
    commit("sales/", 1, add("day=2026-01-01/a.parquet", "\"day\":\"2026-01-01\""));

    assertThat(Lake.last(lake.crawl(natively("n", "s3://delta/sales"))).status())
        .isEqualTo("SUCCEEDED");

    Table table = lake.table("db", "sales");
    assertThat(Lake.columns(table)).isEqualTo("id bigint, amount decimal(9,2)");
    assertThat(requireNonNull(table.partitionKeys()))
        .containsExactly(Column.builder().name("day").type("date").build());
    assertThat(table.parameters())
        .containsEntry("table_type", "delta")
        .containsEntry("spark.sql.sources.provider", "delta")
        .containsEntry("classification", "delta")
        .containsEntry("delta.lastUpdateVersion", "1")
        .containsEntry("delta.lastCommitTimestamp", "1767225600001")
        .containsEntry("spark.sql.sources.schema.partCol.0", "day")
        .containsEntry("UPDATED_BY_CRAWLER", "n");
    assertThat(requireNonNull(table.storageDescriptor()).location()).isEqualTo("s3://delta/sales/");
    assertThat(lake.partitions("db", "sales")).isEmpty();
    assertThat(requireNonNull(table.storageDescriptor().parameters()).get(CrawlAccount.TABLE))
        .contains("the native Delta table at s3://delta/sales/, version 1");
  }

  @Test
  void aNewVersionBringsItsSchemaAndALogThatIsGoneRetiresTheTable() throws Exception {
    commit("sales/", 0, PROTOCOL, metadata("", "id:long"));
    lake.crawl(natively("n", "s3://delta/sales/"));
    commit("sales/", 1, metadata("", "id:long", "more:double"));
    lake.crawl("n");
    assertThat(Lake.columns(lake.table("db", "sales"))).isEqualTo("id bigint, more double");
    assertThat(summary("n")).contains("\"TABLE\":{\"ADD\":0,\"UPDATE\":1,\"DELETE\":0}");

    commit("sales/", 2, add("a.parquet", ""));
    lake.crawl("n");
    assertThat(lake.table("db", "sales").parameters())
        .containsEntry("delta.lastUpdateVersion", "2");
    assertThat(summary("n")).contains("\"TABLE\":{\"ADD\":0,\"UPDATE\":0,\"DELETE\":0}");

    for (int version = 0; version < 3; version++) {
      lake.delete(BUCKET, "sales/_delta_log/%020d.json".formatted(version));
    }
    assertThat(Lake.last(lake.crawl("n")).status()).isEqualTo("SUCCEEDED");
    assertThat(lake.table("db", "sales").parameters()).containsKey("DEPRECATED_BY_CRAWLER");
    assertThat(lake.log).anyMatch(line -> line.contains("No Delta table was found"));
  }

  @Test
  void thePolicyOfChangesHolds() throws Exception {
    commit("sales/", 0, PROTOCOL, metadata("", "id:long"));
    lake.crawl(
        natively("n", "s3://delta/sales/").toBuilder()
            .schemaChangePolicy(
                SchemaChangePolicy.builder().updateBehavior("LOG").deleteBehavior("LOG").build())
            .build());
    commit("sales/", 1, metadata("", "id:string"));
    lake.crawl("n");
    assertThat(Lake.columns(lake.table("db", "sales"))).isEqualTo("id bigint");
    assertThat(lake.log).anyMatch(line -> line.contains("column id is string, was bigint"));
  }

  @Test
  void manifestsNameTheFilesOfEachPartition() throws Exception {
    commit("sales/", 0, PROTOCOL, metadata("\"day\"", "id:long", "day:string"));
    commit(
        "sales/",
        1,
        add("day=a%252F1/x%20y.parquet", "\"day\":\"a/1\""),
        add("day=a%252F1/z.parquet", "\"day\":\"a/1\""),
        add("s3a://delta/elsewhere/n.parquet", "\"day\":null"),
        add("day=gone/o.parquet", "\"day\":\"gone\""));
    lake.crawl(linked("l", true, "s3://delta/sales/"));

    String folder = "sales/_symlink_format_manifest/";
    assertThat(text(folder + "day=a%2F1/manifest"))
        .isEqualTo(
            "s3://delta/sales/day=a%2F1/x y.parquet\ns3://delta/sales/day=a%2F1/z.parquet\n");
    assertThat(text(folder + "day=__HIVE_DEFAULT_PARTITION__/manifest"))
        .isEqualTo("s3://delta/elsewhere/n.parquet\n");
    Table table = lake.table("db", "sales");
    assertThat(requireNonNull(table.storageDescriptor()).inputFormat())
        .isEqualTo("org.apache.hadoop.hive.ql.io.SymlinkTextInputFormat");
    assertThat(table.storageDescriptor().location()).isEqualTo("s3://delta/" + folder);
    assertThat(Lake.serde(table)).isEqualTo("ParquetHiveSerDe {serialization.format=1}");
    assertThat(lake.partitions("db", "sales"))
        .containsExactlyInAnyOrder(
            List.of("a/1"), List.of("__HIVE_DEFAULT_PARTITION__"), List.of("gone"));

    ObjectVersion before = version(folder + "day=a%2F1/manifest").orElseThrow();
    commit("sales/", 2, remove("day=gone/o.parquet"));
    lake.call(
        GlueService.UPDATE_CRAWLER,
        UpdateCrawlerRequest.builder()
            .name("l")
            .schemaChangePolicy(
                SchemaChangePolicy.builder().deleteBehavior("DELETE_FROM_DATABASE").build())
            .build());
    lake.crawl("l");
    assertThat(version(folder + "day=gone/manifest")).isEmpty();
    assertThat(version(folder + "day=a%2F1/manifest")).contains(before);
    assertThat(lake.partitions("db", "sales"))
        .containsExactlyInAnyOrder(List.of("a/1"), List.of("__HIVE_DEFAULT_PARTITION__"));
  }

  @Test
  void whatManifestsCannotSayIsRefusedByName() throws Exception {
    commit(
        "vectors/",
        0,
        "{\"protocol\":{\"minReaderVersion\":3,\"minWriterVersion\":7,"
            + "\"readerFeatures\":[\"deletionVectors\"],\"writerFeatures\":[\"deletionVectors\"]}}",
        metadata("", "id:long"),
        "{\"add\":{\"path\":\"a.parquet\",\"partitionValues\":{},\"size\":1,"
            + "\"modificationTime\":1,\"dataChange\":true,\"deletionVector\":{\"storageType\":\"i\","
            + "\"pathOrInlineDv\":\"x\",\"sizeInBytes\":1,\"cardinality\":1}}}");
    lake.crawl(linked("l", true, "s3://delta/vectors/"));
    assertThat(Lake.last(lake.find("l")).errorMessage()).contains("deletion vectors");
    assertThat(lake.tables("db")).isEmpty();
    assertThat(version("vectors/_symlink_format_manifest/manifest")).isEmpty();
    lake.crawl(natively("n", "s3://delta/vectors/"));
    assertThat(lake.tables("db")).containsExactly("vectors");
  }

  @Test
  void brokenLogsMakeTheCrawlAPartialOneAndLoseNothing() throws Exception {
    List<String> broken = new ArrayList<>();
    broken.add(broken("gap", "version 1 is missing", 2, add("a.parquet", "")));
    broken.add(broken("late", "_delta_log", 0, "{\"add\":{\"size\":1}}"));
    broken.add(broken("json", "it is no JSON", 1, "{\"add\":"));
    broken.add(broken("list", "an action is no JSON object", 1, "[1]"));
    broken.add(broken("number", "no JSON", 1, "12x"));
    broken.add(broken("schema", "its schema is no JSON", 1, metadataOf("{", "")));
    broken.add(broken("flat", "its schema is no struct", 1, metadataOf("\\\"long\\\"", "")));
    broken.add(broken("twice", "two columns are named ID", 1, metadata("", "id:long", "ID:long")));
    broken.add(broken("key", "lacks the partition column day", 1, metadata("\"day\"", "id:long")));
    broken.add(broken("type", "The type variant of column id", 1, metadata("", "id:variant")));
    broken.add(
        broken(
            "feature",
            "The Delta table feature typeWidening is not supported",
            1,
            "{\"protocol\":{\"minReaderVersion\":3,\"minWriterVersion\":7,"
                + "\"readerFeatures\":[\"timestampNtz\",\"typeWidening\"]}}"));
    broken.add(
        broken(
            "reader",
            "A Delta table of reader version 9",
            1,
            "{\"protocol\":{\"minReaderVersion\":9,\"minWriterVersion\":9}}"));
    lake.put(BUCKET, "check/_delta_log/00000000000000000003.checkpoint.parquet", "PAR1");
    broken.add("s3://delta/check/");
    commit("good/", 0, PROTOCOL, metadata("", "id:long"));

    for (String path : broken) {
      String name = path.replaceFirst("s3://delta/", "").replace("/", "");
      lake.crawl(natively(name, path, "s3://delta/good/"));
      assertThat(Lake.last(lake.find(name)).status()).isEqualTo("SUCCEEDED");
      assertThat(String.valueOf(Lake.last(lake.find(name)).errorMessage()))
          .as(name)
          .contains("s3://delta/" + name + "/_delta_log/", says.getOrDefault(name, "checkpoint"));
      assertThat(lake.tables("db")).containsExactly("good");
    }
  }

  /** A table with a first version that is whole, and a version that is not. */
  private String broken(String name, String why, int version, String... actions) {
    if (version > 0) {
      commit(name + "/", 0, PROTOCOL, metadata("", "id:long"));
    }
    commit(name + "/", version, actions);
    says.put(name, why);
    return "s3://delta/" + name + "/";
  }

  @Test
  void aTableOfABrokenLogStaysAsItIs() throws Exception {
    commit("sales/", 0, PROTOCOL, metadata("", "id:long"));
    lake.crawl(natively("n", "s3://delta/sales/"));
    Table before = lake.table("db", "sales");
    commit("sales/", 1, "{\"metaData\":");
    lake.crawl("n");
    assertThat(lake.table("db", "sales")).isEqualTo(before);
    assertThat(summary("n")).contains("\"FILE\":{\"UNREAD\":1}");
  }

  @Test
  void theRoleNeedsTheLogAndTheManifests() throws Exception {
    commit("sales/", 0, PROTOCOL, metadata("", "id:long"), add("a.parquet", ""));
    lake.call(GlueService.CREATE_CRAWLER, linked("l", true, "s3://delta/sales/"));
    for (String action : List.of("s3:ListBucket", "s3:GetObject", "s3:PutObject")) {
      lake.denied.add(action);
      assertThat(Lake.last(lake.crawl("l")).status()).as(action).isEqualTo("FAILED");
      assertThat(Lake.last(lake.find("l")).errorMessage()).contains(action);
      lake.denied.clear();
    }
    assertThat(lake.tables("db")).isEmpty();
    assertThat(Lake.last(lake.crawl("l")).status()).isEqualTo("SUCCEEDED");
    assertThat(text("sales/_symlink_format_manifest/manifest"))
        .isEqualTo("s3://delta/sales/a.parquet\n");
  }

  @Test
  void wrongTargetsAreRefused() throws Exception {
    lake.refused(
        GlueService.CREATE_CRAWLER, natively("n", "delta/sales"), "InvalidInputException", "Path");
    lake.refused(GlueService.CREATE_CRAWLER, natively("n"), "InvalidInputException", "DeltaTables");
    CreateCrawlerRequest connected =
        lake.crawler("c", "db", "s3://unused/")
            .targets(
                CrawlerTargets.builder()
                    .deltaTargets(
                        List.of(
                            DeltaTarget.builder()
                                .deltaTables(List.of("s3://delta/x/"))
                                .connectionName("nowhere")
                                .build()))
                    .build())
            .build();
    lake.call(GlueService.CREATE_CRAWLER, connected);
    assertThat(Lake.last(lake.crawl("c")).errorMessage()).contains("EntityNotFoundException");
    CrawlerTargets shown = requireNonNull(lake.find("c").targets());
    assertThat(requireNonNull(shown.deltaTargets()).getFirst().connectionName())
        .isEqualTo("nowhere");
  }

  @Test
  void withoutManifestsTheCrawlSaysSo() throws Exception {
    commit("sales/", 0, PROTOCOL, metadata("", "id:long"), add("a.parquet", ""));
    lake.crawl(linked("l", false, "s3://delta/sales/"));
    assertThat(version("sales/_symlink_format_manifest/manifest")).isEmpty();
    assertThat(lake.tables("db")).containsExactly("sales");
    assertThat(lake.log)
        .anyMatch(line -> line.contains("there is no manifest at s3://delta/sales/_symlink"));
  }

  private static CreateCrawlerRequest natively(String name, String... paths) {
    return request(
        name, DeltaTarget.builder().deltaTables(List.of(paths)).createNativeDeltaTable(true));
  }

  private static CreateCrawlerRequest linked(String name, boolean writes, String... paths) {
    return request(name, DeltaTarget.builder().deltaTables(List.of(paths)).writeManifest(writes));
  }

  private static CreateCrawlerRequest request(String name, DeltaTarget.Builder target) {
    return CreateCrawlerRequest.builder()
        .name(name)
        .role(Lake.ROLE)
        .databaseName("db")
        .targets(CrawlerTargets.builder().deltaTargets(List.of(target.build())).build())
        .build();
  }

  private void commit(String table, long version, String... actions) {
    List<String> lines = new ArrayList<>(List.of(actions));
    lines.add("{\"commitInfo\":{\"timestamp\":" + (1767225600000L + version) + "}}");
    lake.put(
        BUCKET,
        table + "_delta_log/%020d.json".formatted(version),
        String.join("\n", lines) + "\n");
  }

  private static String add(String path, String partition) {
    return "{\"add\":{\"path\":\""
        + path
        + "\",\"partitionValues\":{"
        + partition
        + "},\"size\":1,\"modificationTime\":1,\"dataChange\":true}}";
  }

  private static String remove(String path) {
    return "{\"remove\":{\"path\":\"" + path + "\",\"dataChange\":true}}";
  }

  private static String metadata(String keys, String... columns) {
    List<String> fields = new ArrayList<>();
    for (String column : columns) {
      String[] parts = column.split(":", 2);
      fields.add(
          "{\\\"name\\\":\\\""
              + parts[0]
              + "\\\",\\\"type\\\":\\\""
              + parts[1]
              + "\\\",\\\"nullable\\\":true,\\\"metadata\\\":{}}");
    }
    return metadataOf(
        "{\\\"type\\\":\\\"struct\\\",\\\"fields\\\":[" + String.join(",", fields) + "]}", keys);
  }

  private static String metadataOf(String schema, String keys) {
    return "{\"metaData\":{\"id\":\"1\",\"format\":{\"provider\":\"parquet\",\"options\":{}},"
        + "\"schemaString\":\""
        + schema
        + "\",\"partitionColumns\":["
        + keys
        + "],\"configuration\":{}}}";
  }

  private Optional<ObjectVersion> version(String key) {
    return lake.ledger.read(tx -> lake.store.objects().find(tx, BUCKET, key));
  }

  private String text(String key) throws IOException {
    try (InputStream bytes =
        lake.store
            .objects()
            .open(lake.newCall(new Caller.Root(Lake.ACCOUNT)), version(key).orElseThrow())) {
      return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private String summary(String crawler) {
    return String.valueOf(
        requireNonNull(
                lake.call(
                        GlueService.LIST_CRAWLS,
                        ListCrawlsRequest.builder().crawlerName(crawler).build())
                    .crawls())
            .getFirst()
            .summary());
  }
}
