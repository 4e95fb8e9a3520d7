package io.tarn.catalog;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.api.OperationModel;
import io.tarn.api.Structure;
import io.tarn.api.glue.BatchCreatePartitionRequest;
import io.tarn.api.glue.BatchDeleteTableRequest;
import io.tarn.api.glue.BatchGetPartitionRequest;
import io.tarn.api.glue.Column;
import io.tarn.api.glue.CrawlerTargets;
import io.tarn.api.glue.CreateCrawlerRequest;
import io.tarn.api.glue.CreateDatabaseRequest;
import io.tarn.api.glue.CreateTableRequest;
import io.tarn.api.glue.DatabaseInput;
import io.tarn.api.glue.DeleteDatabaseRequest;
import io.tarn.api.glue.DeletePartitionRequest;
import io.tarn.api.glue.DeleteTableRequest;
import io.tarn.api.glue.GetDatabaseRequest;
import io.tarn.api.glue.GetPartitionIndexesRequest;
import io.tarn.api.glue.GetPartitionRequest;
import io.tarn.api.glue.GetPartitionsRequest;
import io.tarn.api.glue.GetPartitionsResponse;
import io.tarn.api.glue.GetTableRequest;
import io.tarn.api.glue.GetTableVersionRequest;
import io.tarn.api.glue.GetTableVersionsRequest;
import io.tarn.api.glue.GetTablesRequest;
import io.tarn.api.glue.GetTablesResponse;
import io.tarn.api.glue.GetTagsRequest;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.Partition;
import io.tarn.api.glue.PartitionError;
import io.tarn.api.glue.PartitionInput;
import io.tarn.api.glue.PartitionValueList;
import io.tarn.api.glue.S3Target;
import io.tarn.api.glue.SearchTablesRequest;
import io.tarn.api.glue.Segment;
import io.tarn.api.glue.StorageDescriptor;
import io.tarn.api.glue.Table;
import io.tarn.api.glue.TableInput;
import io.tarn.api.glue.TableVersion;
import io.tarn.api.glue.TagResourceRequest;
import io.tarn.api.glue.UntagResourceRequest;
import io.tarn.api.glue.UpdatePartitionRequest;
import io.tarn.api.glue.UpdateTableRequest;
import io.tarn.kernel.Caller;
import io.tarn.kernel.Page;
import io.tarn.kernel.ServiceError;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestCatalogOperations {
  @TempDir Path directory;
  private Lake lake;

  @BeforeEach
  void open() throws IOException {
    lake = Lake.openAsleep(directory);
  }

  @AfterEach
  void close() throws IOException {
    lake.close();
  }

  @Test
  void namesFoldToLowerCase() {
    lake.database("Sales_DB");
    create("SALES_db", "Orders", "id", "bigint");
    assertThat(lake.table("sales_DB", "ORDERS").name()).isEqualTo("orders");
    assertThat(lake.table("sales_DB", "ORDERS").databaseName()).isEqualTo("sales_db");
  }

  @Test
  void whatIsMissingIsNamedAsGlueDoes() {
    lake.database("db");
    refused(
        GlueService.GET_DATABASE,
        GetDatabaseRequest.builder().name("nix").build(),
        "EntityNotFoundException",
        "Database nix not found.");
    refused(
        GlueService.GET_TABLE,
        GetTableRequest.builder().databaseName("db").name("raw").build(),
        "EntityNotFoundException",
        "Table raw not found.");
    refused(
        GlueService.GET_TABLE,
        GetTableRequest.builder().databaseName("nix").name("raw").build(),
        "EntityNotFoundException",
        "Database nix not found.");
    refused(
        GlueService.CREATE_DATABASE,
        CreateDatabaseRequest.builder()
            .databaseInput(DatabaseInput.builder().name("DB").build())
            .build(),
        "AlreadyExistsException",
        "Database already exists.");
    refused(
        GlueService.GET_DATABASE,
        GetDatabaseRequest.builder().name("db").catalogId("123456789012").build(),
        "EntityNotFoundException",
        "Catalog 123456789012 not found.");
  }

  @Test
  void everyUpdateKeepsTheOldVersion() {
    lake.database("db");
    create("db", "t", "id", "bigint");
    update("t", "id", "string", null, null);
    update("t", "id", "double", null, true);
    assertThat(lake.table("db", "t").versionId()).isEqualTo("2");
    List<TableVersion> versions =
        requireNonNull(
            lake.call(
                    GlueService.GET_TABLE_VERSIONS,
                    GetTableVersionsRequest.builder().databaseName("db").tableName("t").build())
                .tableVersions());
    assertThat(versions).extracting(TableVersion::versionId).containsExactly("2", "0");
    TableVersion old =
        requireNonNull(
            lake.call(
                    GlueService.GET_TABLE_VERSION,
                    GetTableVersionRequest.builder()
                        .databaseName("db")
                        .tableName("t")
                        .versionId("0")
                        .build())
                .tableVersion());
    assertThat(Lake.columns(requireNonNull(old.table()))).isEqualTo("id bigint");
    assertThatThrownBy(() -> update("t", "id", "int", "0", null))
        .isInstanceOf(ServiceError.class)
        .hasMessageStartingWith("Update table failed due to concurrent modifications");
    refused(
        GlueService.GET_TABLE_VERSION,
        GetTableVersionRequest.builder().databaseName("db").tableName("t").versionId("9").build(),
        "EntityNotFoundException",
        "Table version 9 not found.");
  }

  /** Terraform asks for them after each table, and sends empty names for what is not set. */
  @Test
  void aTableHasNoPartitionIndexes() {
    lake.database("db");
    create("db", "t", "id", "bigint");
    GetPartitionIndexesRequest.Builder ask =
        GetPartitionIndexesRequest.builder().databaseName("db");
    assertThat(
            lake.call(GlueService.GET_PARTITION_INDEXES, ask.tableName("t").build())
                .partitionIndexDescriptorList())
        .isEmpty();
    assertThatThrownBy(
            () -> lake.call(GlueService.GET_PARTITION_INDEXES, ask.tableName("none").build()))
        .hasMessageContaining("not found");
    lake.call(
        GlueService.CREATE_CRAWLER,
        CreateCrawlerRequest.builder()
            .name("c")
            .role(Lake.ROLE)
            .databaseName("db")
            .targets(
                CrawlerTargets.builder()
                    .s3Targets(
                        List.of(S3Target.builder().path("s3://lake/t/").connectionName("").build()))
                    .build())
            .build());
  }

  @Test
  void listsPageByPage() {
    lake.database("db");
    for (String name : List.of("a1", "a2", "b1", "b2", "b3")) {
      create("db", name, "id", "bigint");
    }
    assertThat(tables("b*", 2)).containsExactly("b1", "b2", "b3");
    assertThat(tables("a.*|b3", 1)).containsExactly("a1", "a2", "b3");
    assertThat(tables(null, 100)).hasSize(5);
    refused(
        GlueService.GET_TABLES,
        GetTablesRequest.builder().databaseName("db").nextToken("nonsense").build(),
        "InvalidInputException",
        "The page token is not valid for these parameters: repeat the call it came from");
  }

  @Test
  void partitionsAreFilteredAndPaged() {
    lake.database("db");
    partitioned("sales");
    List<PartitionInput> inputs = new ArrayList<>();
    for (int year = 2020; year < 2024; year++) {
      for (int month = 1; month <= 12; month++) {
        inputs.add(partition(String.valueOf(year), String.format("%02d", month)));
      }
    }
    assertThat(createPartitions(inputs)).isEmpty();
    assertThat(createPartitions(List.of(partition("2020", "01"), partition("2020", "13"))))
        .singleElement()
        .satisfies(
            error ->
                assertThat(requireNonNull(error.errorDetail()).errorCode())
                    .isEqualTo("AlreadyExistsException"));
    assertThat(values("year = '2021'", 5)).hasSize(12);
    assertThat(values("year = '2021' AND month >= 6", 1000)).hasSize(7);
    assertThat(values("year IN ('2020', '2023') and month between 2 and 3", 3)).hasSize(4);
    assertThat(values("year LIKE '202_' AND NOT (month < 12)", 100)).hasSize(5);
    assertThat(values(null, 7)).hasSize(49);
    refused(
        GlueService.GET_PARTITIONS,
        GetPartitionsRequest.builder()
            .databaseName("db")
            .tableName("sales")
            .expression("day = 1")
            .build(),
        "InvalidInputException",
        "Expression names day, which is no partition key of the table");
  }

  @Test
  void segmentsAreDisjointAndWhole() {
    lake.database("db");
    partitioned("sales");
    List<PartitionInput> inputs = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      inputs.add(partition("y" + i, "1"));
    }
    createPartitions(inputs);
    List<List<String>> all = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      GetPartitionsRequest request =
          GetPartitionsRequest.builder()
              .databaseName("db")
              .tableName("sales")
              .segment(Segment.builder().segmentNumber(i).totalSegments(3).build())
              .build();
      requireNonNull(lake.call(GlueService.GET_PARTITIONS, request).partitions())
          .forEach(partition -> all.add(requireNonNull(partition.values())));
    }
    assertThat(all).hasSize(40).doesNotHaveDuplicates();
  }

  @Test
  void onePartitionIsUpdatedMovedAndDeleted() {
    lake.database("db");
    partitioned("sales");
    createPartitions(List.of(partition("2024", "01")));
    lake.call(
        GlueService.UPDATE_PARTITION,
        UpdatePartitionRequest.builder()
            .databaseName("db")
            .tableName("sales")
            .partitionValueList(List.of("2024", "01"))
            .partitionInput(
                partition("2024", "02").toBuilder().parameters(Map.of("k", "v")).build())
            .build());
    assertThat(values(null, 10)).containsExactly(List.of("2024", "02"));
    var batch =
        lake.call(
            GlueService.BATCH_GET_PARTITION,
            BatchGetPartitionRequest.builder()
                .databaseName("db")
                .tableName("sales")
                .partitionsToGet(
                    List.of(
                        PartitionValueList.builder().values(List.of("2024", "01")).build(),
                        PartitionValueList.builder().values(List.of("2024", "02")).build()))
                .build());
    assertThat(batch.partitions()).hasSize(1);
    lake.call(
        GlueService.DELETE_PARTITION,
        DeletePartitionRequest.builder()
            .databaseName("db")
            .tableName("sales")
            .partitionValues(List.of("2024", "02"))
            .build());
    refused(
        GlueService.GET_PARTITION,
        GetPartitionRequest.builder()
            .databaseName("db")
            .tableName("sales")
            .partitionValues(List.of("2024", "02"))
            .build(),
        "EntityNotFoundException",
        "Cannot find partition.");
    refused(
        GlueService.GET_PARTITION,
        GetPartitionRequest.builder()
            .databaseName("db")
            .tableName("sales")
            .partitionValues(List.of("2024"))
            .build(),
        "InvalidInputException",
        "The number of partition keys do not match the number of partition values: table sales"
            + " has 2 keys, 1 values were given");
  }

  @Test
  void aDeletedDatabaseTakesItsTablesAlong() {
    lake.database("db");
    partitioned("sales");
    createPartitions(List.of(partition("2024", "01")));
    lake.call(GlueService.DELETE_DATABASE, DeleteDatabaseRequest.builder().name("db").build());
    lake.database("db");
    partitioned("sales");
    assertThat(values(null, 10)).isEmpty();
  }

  @Test
  void batchDeleteSaysWhatWasNotThere() {
    lake.database("db");
    create("db", "a", "id", "bigint");
    var answer =
        lake.call(
            GlueService.BATCH_DELETE_TABLE,
            BatchDeleteTableRequest.builder()
                .databaseName("db")
                .tablesToDelete(List.of("a", "b"))
                .build());
    assertThat(requireNonNull(answer.errors()))
        .singleElement()
        .satisfies(error -> assertThat(error.tableName()).isEqualTo("b"));
  }

  @Test
  void tagsBelongToWhatIsThere() {
    lake.database("db");
    String arn = "arn:aws:glue:us-east-1:000000000000:database/db";
    lake.call(
        GlueService.TAG_RESOURCE,
        TagResourceRequest.builder()
            .resourceArn(arn)
            .tagsToAdd(Map.of("a", "1", "b", "2"))
            .build());
    lake.call(
        GlueService.UNTAG_RESOURCE,
        UntagResourceRequest.builder().resourceArn(arn).tagsToRemove(List.of("a")).build());
    assertThat(
            lake.call(GlueService.GET_TAGS, GetTagsRequest.builder().resourceArn(arn).build())
                .tags())
        .containsExactly(Map.entry("b", "2"));
    refused(
        GlueService.GET_TAGS,
        GetTagsRequest.builder().resourceArn(arn + "x").build(),
        "EntityNotFoundException",
        "Entity not found: " + arn + "x");
  }

  @Test
  void searchFindsByColumnsAndNames() {
    lake.database("db");
    create("db", "orders", "customer_id", "bigint");
    create("db", "items", "sku", "string");
    var answer =
        lake.call(
            GlueService.SEARCH_TABLES,
            SearchTablesRequest.builder().searchText("customer").build());
    assertThat(requireNonNull(answer.tableList()))
        .extracting(Table::name)
        .containsExactly("orders");
  }

  @Test
  void revisionsDifferAfterEveryChange() {
    lake.database("db");
    partitioned("sales");
    String first = revision();
    createPartitions(List.of(partition("2024", "01")));
    String second = revision();
    lake.call(
        GlueService.DELETE_TABLE,
        DeleteTableRequest.builder().databaseName("db").name("sales").build());
    partitioned("sales");
    assertThat(List.of(first, second, revision())).doesNotHaveDuplicates();
  }

  @Test
  void otherRoomsCommitCatalogRowsWithTheirOwn() {
    lake.database("db");
    partitioned("sales");
    Change change = Change.of(lake.newCall(new Caller.Root(Lake.ACCOUNT)));
    assertThatThrownBy(
            () ->
                lake.ledger.commit(
                    tx -> {
                      lake.catalog
                          .tables()
                          .createPartition(tx, change, "db", "sales", partition("1", "1"));
                      throw new IllegalStateException("the statement failed");
                    }))
        .hasMessage("the statement failed");
    Page<Partition> page =
        lake.ledger.read(
            tx ->
                lake.catalog
                    .tables()
                    .listPartitions(
                        tx,
                        Lake.REGION,
                        "db",
                        "sales",
                        PartitionFilter.all(),
                        Optional.empty(),
                        10));
    assertThat(page.items()).isEmpty();
  }

  private String revision() {
    return lake.ledger
        .read(tx -> lake.catalog.tables().findRevision(tx, Lake.REGION, "db", "sales"))
        .orElseThrow();
  }

  private void create(String database, String name, String column, String type) {
    lake.call(
        GlueService.CREATE_TABLE,
        CreateTableRequest.builder()
            .databaseName(database)
            .tableInput(input(name, column, type))
            .build());
  }

  private static TableInput input(String name, String column, String type) {
    return TableInput.builder()
        .name(name)
        .storageDescriptor(
            StorageDescriptor.builder()
                .columns(List.of(Column.builder().name(column).type(type).build()))
                .build())
        .build();
  }

  private void update(
      String name, String column, String type, @Nullable String version, @Nullable Boolean skip) {
    lake.call(
        GlueService.UPDATE_TABLE,
        UpdateTableRequest.builder()
            .databaseName("db")
            .tableInput(input(name, column, type))
            .versionId(version)
            .skipArchive(skip)
            .build());
  }

  private void partitioned(String name) {
    lake.call(
        GlueService.CREATE_TABLE,
        CreateTableRequest.builder()
            .databaseName("db")
            .tableInput(
                input(name, "id", "bigint").toBuilder()
                    .partitionKeys(
                        List.of(
                            Column.builder().name("year").type("string").build(),
                            Column.builder().name("month").type("int").build()))
                    .build())
            .build());
  }

  private static PartitionInput partition(String... values) {
    return PartitionInput.builder().values(List.of(values)).build();
  }

  private List<PartitionError> createPartitions(List<PartitionInput> inputs) {
    return requireNonNull(
        lake.call(
                GlueService.BATCH_CREATE_PARTITION,
                BatchCreatePartitionRequest.builder()
                    .databaseName("db")
                    .tableName("sales")
                    .partitionInputList(inputs)
                    .build())
            .errors());
  }

  private List<List<String>> values(@Nullable String expression, int pageSize) {
    List<List<String>> values = new ArrayList<>();
    String token = null;
    do {
      GetPartitionsResponse page =
          lake.call(
              GlueService.GET_PARTITIONS,
              GetPartitionsRequest.builder()
                  .databaseName("db")
                  .tableName("sales")
                  .expression(expression)
                  .maxResults(pageSize)
                  .nextToken(token)
                  .build());
      requireNonNull(page.partitions())
          .forEach(partition -> values.add(requireNonNull(partition.values())));
      token = page.nextToken();
    } while (token != null);
    return values;
  }

  private List<String> tables(@Nullable String expression, int pageSize) {
    List<String> names = new ArrayList<>();
    String token = null;
    do {
      GetTablesResponse page =
          lake.call(
              GlueService.GET_TABLES,
              GetTablesRequest.builder()
                  .databaseName("db")
                  .expression(expression)
                  .maxResults(pageSize)
                  .nextToken(token)
                  .build());
      requireNonNull(page.tableList()).forEach(table -> names.add(table.name()));
      token = page.nextToken();
    } while (token != null);
    return names;
  }

  private <I extends Structure, O extends Structure> void refused(
      OperationModel<I, O> operation, I input, String code, String message) {
    assertThatThrownBy(() -> lake.call(operation, input))
        .isInstanceOf(ServiceError.class)
        .hasMessage(message)
        .extracting(e -> ((ServiceError) e).code())
        .isEqualTo(code);
  }
}
