package io.tarn.catalog;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.api.glue.CatalogTarget;
import io.tarn.api.glue.Column;
import io.tarn.api.glue.ConnectionInput;
import io.tarn.api.glue.Crawler;
import io.tarn.api.glue.CrawlerTargets;
import io.tarn.api.glue.CreateConnectionRequest;
import io.tarn.api.glue.CreateCrawlerRequest;
import io.tarn.api.glue.CreateTableRequest;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.IcebergTarget;
import io.tarn.api.glue.LastCrawlInfo;
import io.tarn.api.glue.S3Target;
import io.tarn.api.glue.SchemaChangePolicy;
import io.tarn.api.glue.SerDeInfo;
import io.tarn.api.glue.StorageDescriptor;
import io.tarn.api.glue.Table;
import io.tarn.api.glue.TableInput;
import io.tarn.api.glue.UpdateTableRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Crawls of tables that the catalog has already, and of Iceberg's. */
class TestCrawlTargets {
  private static final String BUCKET = "targets";

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
  void aKnownTableIsBroughtUpToDate() throws Exception {
    table("mine", "s3://targets/m/", "id", "day");
    lake.put(BUCKET, "m/2024-01-01/a.csv", "id,amount\n1,2.5\n2,3.5\n");
    lake.put(BUCKET, "m/2024-01-02/a.csv", "id,amount\n1,2.5\n2,3.5\n");
    lake.put(BUCKET, "other/a.csv", "id,amount\n1,2.5\n");
    Crawler crawler = lake.crawl(known("c", "mine").build());
    assertThat(Lake.last(crawler).status()).isEqualTo("SUCCEEDED");
    assertThat(lake.tables("db")).containsExactly("mine");
    Table table = lake.table("db", "mine");
    assertThat(Lake.columns(table)).isEqualTo("id bigint, amount double");
    assertThat(TableDifferences.names(table.partitionKeys())).containsExactly("day");
    assertThat(lake.partitions("db", "mine"))
        .containsExactly(List.of("2024-01-01"), List.of("2024-01-02"));
    lake.delete(BUCKET, "m/2024-01-01/a.csv");
    lake.crawl("c");
    assertThat(lake.partitions("db", "mine")).hasSize(2);
    assertThat(lake.log).anyMatch(line -> line.contains("[2024-01-01] are gone; it stays"));
    lake.delete(BUCKET, "m/2024-01-02/a.csv");
    lake.crawl("c");
    assertThat(lake.tables("db")).containsExactly("mine");
    assertThat(Lake.parameter(lake.table("db", "mine"), "DEPRECATED_BY_CRAWLER")).isNull();
    assertThat(lake.log).anyMatch(line -> line.contains("there is no data at s3://targets/m/"));
  }

  @Test
  void whatCatalogTargetsCannotBeIsRefused() throws Exception {
    lake.refused(
        GlueService.CREATE_CRAWLER,
        known("c", "mine")
            .schemaChangePolicy(SchemaChangePolicy.builder().updateBehavior("LOG").build())
            .build(),
        "InvalidInputException",
        "The SchemaChangePolicy for \"Catalog\" target can have only LOG DeleteBehavior value.");
    lake.refused(
        GlueService.CREATE_CRAWLER,
        known("c", "mine")
            .targets(
                CrawlerTargets.builder()
                    .s3Targets(List.of(S3Target.builder().path("s3://targets/x/").build()))
                    .catalogTargets(
                        List.of(
                            CatalogTarget.builder()
                                .databaseName("db")
                                .tables(List.of("mine"))
                                .build()))
                    .build())
            .build(),
        "InvalidInputException",
        "Catalog targets cannot be crawled together with targets of other kinds");
    assertThat(Lake.last(lake.crawl(known("d", "gone").build())).errorMessage())
        .isEqualTo("EntityNotFoundException: Table gone not found.");
  }

  @Test
  void aNetworkLeadsToTheLakeItself() throws Exception {
    connection("net", "NETWORK", Map.of());
    connection("kafka", "KAFKA", Map.of("KAFKA_BOOTSTRAP_SERVERS", "h:9092"));
    lake.put(BUCKET, "n/a.csv", "id,amount\n1,2.5\n");
    for (String name : List.of("net", "kafka", "gone")) {
      S3Target target = S3Target.builder().path("s3://targets/n/").connectionName(name).build();
      lake.call(
          GlueService.CREATE_CRAWLER,
          lake.crawler(name, "db", "s3://x/")
              .targets(CrawlerTargets.builder().s3Targets(List.of(target)).build())
              .build());
    }
    assertThat(Lake.last(lake.crawl("kafka")).errorMessage())
        .isEqualTo(
            "InvalidInputException: Connection kafka of a target in S3 is of type KAFKA, not NETWORK");
    assertThat(Lake.last(lake.crawl("gone")).errorMessage())
        .isEqualTo("EntityNotFoundException: Connection gone not found.");
    assertThat(lake.tables("db")).isEmpty();
    assertThat(Lake.last(lake.crawl("net")).status()).isEqualTo("SUCCEEDED");
    assertThat(lake.tables("db")).containsExactly("n");
  }

  private void connection(String name, String type, Map<String, String> properties) {
    lake.call(
        GlueService.CREATE_CONNECTION,
        CreateConnectionRequest.builder()
            .connectionInput(
                ConnectionInput.builder()
                    .name(name)
                    .connectionType(type)
                    .connectionProperties(properties)
                    .build())
            .build());
  }

  @Test
  void theNewestMetadataOfEachIcebergTableIsPointedTo() throws Exception {
    metadata("ice/sales/", "00000-a", "id");
    metadata("ice/sales/", "00001-b", "id", "amount");
    metadata("ice/deep/er/stock/", "v2", "sku");
    metadata("ice/a/b/c/d/e/f/g/h/i/j/far/", "v1", "sku");
    lake.put(BUCKET, "ice/broken/metadata/00003-x.metadata.json", "{\"format-version\":2,");
    lake.put(BUCKET, "ice/sales/data/part.parquet", "PAR1");
    LastCrawlInfo last = Lake.last(lake.crawl(iceberg("c").build()));
    assertThat(last.status()).isEqualTo("SUCCEEDED");
    assertThat(last.errorMessage())
        .contains("1 file could not be read", "ice/broken/metadata/00003-x.metadata.json");
    assertThat(lake.tables("db")).containsExactly("sales", "stock");
    Table sales = lake.table("db", "sales");
    assertThat(sales.parameters())
        .containsEntry("table_type", "ICEBERG")
        .containsEntry("UPDATED_BY_CRAWLER", "c")
        .containsEntry(
            "metadata_location", "s3://targets/ice/sales/metadata/00001-b.metadata.json");
    assertThat(sales.tableType()).isEqualTo("EXTERNAL_TABLE");
    assertThat(requireNonNull(sales.storageDescriptor()).location())
        .isEqualTo("s3://targets/ice/sales");
    assertThat(Lake.columns(sales)).isEqualTo("id bigint, amount bigint");
    metadata("ice/sales/", "00002-c", "id", "amount", "more");
    lake.crawl("c");
    sales = lake.table("db", "sales");
    assertThat(Lake.columns(sales)).isEqualTo("id bigint, amount bigint, more bigint");
    assertThat(sales.parameters())
        .containsEntry(
            "previous_metadata_location", "s3://targets/ice/sales/metadata/00001-b.metadata.json");
  }

  @Test
  void aPointerThatMovedOnIsNotTakenBack() throws Exception {
    metadata("ice/sales/", "00001-b", "id");
    lake.crawl(iceberg("c").build());
    pointTo("s3://targets/ice/sales/metadata/00005-z.metadata.json");
    metadata("ice/sales/", "00004-y", "id", "lost");
    lake.crawl("c");
    assertThat(lake.table("db", "sales").parameters())
        .containsEntry(
            "metadata_location", "s3://targets/ice/sales/metadata/00005-z.metadata.json");
  }

  private void pointTo(String location) {
    TableInput old = TableDifferences.input(lake.table("db", "sales"));
    Map<String, String> parameters = new LinkedHashMap<>(requireNonNull(old.parameters()));
    parameters.put("metadata_location", location);
    lake.call(
        GlueService.UPDATE_TABLE,
        UpdateTableRequest.builder()
            .databaseName("db")
            .tableInput(old.toBuilder().parameters(parameters).build())
            .build());
  }

  private void metadata(String root, String version, String... names) {
    List<Types.NestedField> fields = new ArrayList<>();
    for (int i = 0; i < names.length; i++) {
      fields.add(Types.NestedField.optional(i + 1, names[i], Types.LongType.get()));
    }
    String location = "s3://" + BUCKET + "/" + root.replaceFirst("/$", "");
    TableMetadata metadata =
        TableMetadata.newTableMetadata(
            new Schema(fields), PartitionSpec.unpartitioned(), location, Map.of());
    lake.put(
        BUCKET,
        root + "metadata/" + version + ".metadata.json",
        TableMetadataParser.toJson(metadata));
  }

  private CreateCrawlerRequest.Builder iceberg(String name) {
    return lake.crawler(name, "db", "s3://unused/")
        .targets(
            CrawlerTargets.builder()
                .icebergTargets(
                    List.of(
                        IcebergTarget.builder()
                            .paths(List.of("s3://targets/ice/"))
                            .maximumTraversalDepth(5)
                            .build()))
                .build());
  }

  private CreateCrawlerRequest.Builder known(String name, String... tables) {
    return lake.crawler(name, "db", "s3://unused/")
        .databaseName(null)
        .schemaChangePolicy(
            SchemaChangePolicy.builder()
                .updateBehavior("UPDATE_IN_DATABASE")
                .deleteBehavior("LOG")
                .build())
        .targets(
            CrawlerTargets.builder()
                .catalogTargets(
                    List.of(
                        CatalogTarget.builder().databaseName("db").tables(List.of(tables)).build()))
                .build());
  }

  private void table(String name, String location, String column, String key) {
    lake.call(
        GlueService.CREATE_TABLE,
        CreateTableRequest.builder()
            .databaseName("db")
            .tableInput(
                TableInput.builder()
                    .name(name)
                    .partitionKeys(List.of(Column.builder().name(key).type("string").build()))
                    .storageDescriptor(
                        StorageDescriptor.builder()
                            .location(location)
                            .columns(List.of(Column.builder().name(column).type("string").build()))
                            .serdeInfo(
                                SerDeInfo.builder()
                                    .serializationLibrary(
                                        "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe")
                                    .build())
                            .build())
                    .build())
            .build());
  }
}
