package io.tarn.catalog;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tarn.api.glue.CreateIcebergTableInput;
import io.tarn.api.glue.CreateTableRequest;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.IcebergInput;
import io.tarn.api.glue.IcebergPartitionField;
import io.tarn.api.glue.IcebergPartitionSpec;
import io.tarn.api.glue.IcebergSchema;
import io.tarn.api.glue.IcebergSortField;
import io.tarn.api.glue.IcebergSortOrder;
import io.tarn.api.glue.IcebergStructField;
import io.tarn.api.glue.IcebergTableUpdate;
import io.tarn.api.glue.OpenTableFormatInput;
import io.tarn.api.glue.TableInput;
import io.tarn.api.glue.UpdateIcebergInput;
import io.tarn.api.glue.UpdateIcebergTableInput;
import io.tarn.api.glue.UpdateOpenTableFormatInput;
import io.tarn.api.glue.UpdateTableRequest;
import io.tarn.catalog.iceberg.LakeIcebergCatalog;
import io.tarn.catalog.iceberg.Session;
import io.tarn.kernel.Caller;
import io.tarn.kernel.ServiceError;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Iceberg tables that Glue's CreateTable and UpdateTable make and change by themselves. */
class TestOpenTableFormat {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PLACE = "s3://lake/t";

  @TempDir Path directory;
  private Lake lake;

  @BeforeEach
  void open() throws IOException {
    lake = Lake.openAsleep(directory);
    lake.bucket("lake");
    lake.database("db");
    lake.call(
        GlueService.CREATE_TABLE,
        CreateTableRequest.builder()
            .databaseName("db")
            .name("t")
            .openTableFormatInput(
                OpenTableFormatInput.builder()
                    .icebergInput(
                        IcebergInput.builder()
                            .metadataOperation("CREATE")
                            .version("2")
                            .createIcebergTableInput(
                                CreateIcebergTableInput.builder()
                                    .location(PLACE)
                                    .schema_(schema(ID, AT, TAGS))
                                    .partitionSpec(byDay())
                                    .writeOrder(byId())
                                    .properties(Map.of("owner", "me", "write.x", "1"))
                                    .build())
                            .build())
                    .build())
            .build());
  }

  private static final IcebergStructField ID = field(1, "id", "\"long\"", true);
  private static final IcebergStructField AT = field(2, "at", "\"timestamptz\"", false);
  private static final IcebergStructField TAGS =
      field(
          3,
          "tags",
          "{\"type\":\"list\",\"element-id\":4,\"element\":\"string\",\"element-required\":false}",
          false);
  private static final IcebergStructField MORE = field(5, "more", "\"decimal(9, 2)\"", false);

  @AfterEach
  void close() throws IOException {
    lake.close();
  }

  @Test
  void aTableIsMadeAsItWasAskedForWithoutATableInput() {
    Table made = load();
    assertThat(made.location()).isEqualTo(PLACE);
    assertThat(made.schema().findField("id").isRequired()).isTrue();
    assertThat(made.schema().findField("tags").type().asListType().elementType())
        .isEqualTo(Types.StringType.get());
    assertThat(made.spec().toString()).contains("at_day: day(2)");
    assertThat(made.sortOrder().toString()).contains("identity(1) DESC NULLS LAST");
    assertThat(made.properties()).containsEntry("owner", "me").containsEntry("write.x", "1");
    io.tarn.api.glue.Table shown = lake.table("db", "t");
    assertThat(Lake.columns(shown)).isEqualTo("id bigint, at timestamp, tags array<string>");
    assertThat(shown.parameters()).containsEntry("table_type", "ICEBERG");
    assertThat(requireNonNull(shown.storageDescriptor()).location()).isEqualTo(PLACE);
  }

  @Test
  void anUpdateWithoutAnActionSaysWhatTheTableShallBe() {
    String before = String.valueOf(Lake.parameter(lake.table("db", "t"), "metadata_location"));
    update(
        asked(ID, AT, TAGS, MORE)
            .partitionSpec(
                IcebergPartitionSpec.builder()
                    .fields(List.of(part(1, "bucket[4]", "id_bucket")))
                    .build())
            .sortOrder(IcebergSortOrder.builder().orderId(0).fields(List.of()).build())
            .properties(Map.of("owner", "you")));
    Table changed = load();
    assertThat(changed.schema().findField("more").fieldId()).isEqualTo(5);
    assertThat(changed.spec().toString()).contains("id_bucket: bucket[4](1)");
    assertThat(changed.specs()).hasSize(2);
    assertThat(changed.sortOrder().isUnsorted()).isTrue();
    assertThat(changed.properties()).containsEntry("owner", "you").containsEntry("write.x", "1");
    io.tarn.api.glue.Table shown = lake.table("db", "t");
    assertThat(Lake.columns(shown)).endsWith("tags array<string>, more decimal(9,2)");
    assertThat(Lake.parameter(shown, "previous_metadata_location")).isEqualTo(before);
    assertThat(Lake.parameter(shown, "metadata_location")).isNotEqualTo(before);

    update(asked(ID, AT, TAGS, MORE));
    assertThat(lake.table("db", "t").versionId())
        .as("nothing changes")
        .isEqualTo(shown.versionId());
  }

  @Test
  void anActionIsDoneAlone() {
    update(
        asked(ID).action("set-properties").properties(Map.of("a", "1", "b", "2")),
        asked(ID).action("remove-properties").properties(Map.of("write.x", "")));
    Table changed = load();
    assertThat(changed.schema().columns()).hasSize(3);
    assertThat(changed.properties()).containsEntry("a", "1").doesNotContainKey("write.x");

    update(asked(ID, AT, MORE).action("add-schema"));
    assertThat(load().schemas()).hasSize(2);
    assertThat(load().schema().columns()).hasSize(3).noneMatch(c -> c.name().equals("more"));
    update(
        asked(ID).action("set-current-schema").schema_(schema(ID).toBuilder().schemaId(1).build()));
    assertThat(load().schema().columns()).hasSize(3).anyMatch(c -> c.name().equals("more"));
    update(asked(ID).action("set-location").location("s3://lake/elsewhere"));
    assertThat(load().location()).isEqualTo("s3://lake/elsewhere");
    assertThat(requireNonNull(lake.table("db", "t").storageDescriptor()).location())
        .isEqualTo("s3://lake/elsewhere");
    refused(
        "InvalidInputException",
        "The action add-encryption-key of an Iceberg table is not implemented",
        asked(ID).action("add-encryption-key"));
  }

  @Test
  void whatFilesCouldNotBeReadWithIsRefused() {
    refused("Cannot change column type: id: long -> string", field(1, "id", "\"string\"", true));
    refused("Cannot change column nullability: at", ID, field(2, "at", "\"timestamptz\"", true));
    refused(
        "cannot add required column without a default value: n",
        ID,
        field(9, "n", "\"int\"", true));
    update(asked(ID, AT));
    refused("Cannot reuse field id 3 for column x", ID, AT, field(3, "x", "\"int\"", false));
    update(asked(ID, AT, TAGS));
    refused(
        "Cannot change column type: id",
        field(1, "id", "{\"type\":\"struct\",\"fields\":[]}", true));
    refused("Cannot parse", field(1, "id", "\"nonsense\"", true));
    refused(
        "InvalidInputException",
        "Cannot find source column",
        asked(ID, AT, TAGS)
            .partitionSpec(
                IcebergPartitionSpec.builder().fields(List.of(part(77, "day", "d"))).build()));
  }

  @Test
  void aTableThatIsNotAsItWasThoughtToBeStays() {
    lake.refused(
        GlueService.UPDATE_TABLE,
        request(asked(ID)).versionId("7").build(),
        "ConcurrentModificationException",
        "Update table failed due to concurrent modifications");
    lake.refused(
        GlueService.UPDATE_TABLE,
        request(asked(ID)).name("gone").build(),
        "EntityNotFoundException",
        "Table gone not found.");
    lake.call(
        GlueService.CREATE_TABLE,
        CreateTableRequest.builder()
            .databaseName("db")
            .tableInput(TableInput.builder().name("hive").build())
            .build());
    lake.refused(
        GlueService.UPDATE_TABLE,
        request(asked(ID)).name("hive").build(),
        "InvalidInputException",
        "Table hive is not an Iceberg table");
    lake.refused(
        GlueService.UPDATE_TABLE,
        request(asked(ID)).name("other").tableInput(TableInput.builder().name("t").build()).build(),
        "InvalidInputException",
        "Name and TableInput.Name differ: other, t");
    lake.refused(
        GlueService.UPDATE_TABLE,
        request(asked(ID))
            .tableInput(TableInput.builder().name("t").description("new").build())
            .build(),
        "InvalidInputException",
        "TableInput beside UpdateOpenTableFormatInput is not implemented");
    lake.refused(
        GlueService.UPDATE_TABLE,
        UpdateTableRequest.builder().databaseName("db").build(),
        "InvalidInputException",
        "TableInput is required");
    assertThat(load().schema().columns()).hasSize(3);
  }

  @Test
  void ofManyUpdatesNoneIsLost() throws Exception {
    int writers = 6;
    List<Future<Boolean>> done = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(writers)) {
      for (int i = 0; i < writers; i++) {
        String key = "k" + i;
        done.add(
            threads.submit(
                () -> {
                  try {
                    update(asked(ID).action("set-properties").properties(Map.of(key, "v")));
                    return true;
                  } catch (ServiceError e) {
                    assertThat(e.code()).isEqualTo("ConcurrentModificationException");
                    return false;
                  }
                }));
      }
      Map<String, String> properties = Map.of();
      int kept = 0;
      for (int i = 0; i < writers; i++) {
        boolean won = done.get(i).get();
        kept += won ? 1 : 0;
      }
      properties = load().properties();
      for (int i = 0; i < writers; i++) {
        assertThat(properties.containsKey("k" + i)).isEqualTo(done.get(i).get());
      }
      assertThat(kept).isPositive();
    }
  }

  private void refused(String says, IcebergStructField... fields) {
    refused("InvalidInputException", says, asked(fields));
  }

  private void refused(String code, String says, IcebergTableUpdate.Builder asked) {
    lake.refused(GlueService.UPDATE_TABLE, request(asked).build(), code, says);
  }

  private void update(IcebergTableUpdate.Builder... asked) {
    lake.call(GlueService.UPDATE_TABLE, request(asked).build());
  }

  private static UpdateTableRequest.Builder request(IcebergTableUpdate.Builder... asked) {
    List<IcebergTableUpdate> updates = new ArrayList<>();
    for (IcebergTableUpdate.Builder one : asked) {
      updates.add(one.build());
    }
    return UpdateTableRequest.builder()
        .databaseName("db")
        .name("t")
        .updateOpenTableFormatInput(
            UpdateOpenTableFormatInput.builder()
                .updateIcebergInput(
                    UpdateIcebergInput.builder()
                        .updateIcebergTableInput(
                            UpdateIcebergTableInput.builder().updates(updates).build())
                        .build())
                .build());
  }

  private static IcebergTableUpdate.Builder asked(IcebergStructField... fields) {
    return IcebergTableUpdate.builder().schema_(schema(fields)).location(PLACE);
  }

  private static IcebergSchema schema(IcebergStructField... fields) {
    return IcebergSchema.builder().type("struct").fields(List.of(fields)).build();
  }

  private static IcebergStructField field(int id, String name, String type, boolean required) {
    try {
      return IcebergStructField.builder()
          .id(id)
          .name(name)
          .type(JSON.readTree(type))
          .required(required)
          .build();
    } catch (IOException e) {
      throw new IllegalArgumentException(type, e);
    }
  }

  private static IcebergPartitionSpec byDay() {
    return IcebergPartitionSpec.builder().fields(List.of(part(2, "day", "at_day"))).build();
  }

  private static IcebergPartitionField part(int source, String transform, String name) {
    return IcebergPartitionField.builder().sourceId(source).transform(transform).name(name).build();
  }

  private static IcebergSortOrder byId() {
    return IcebergSortOrder.builder()
        .orderId(1)
        .fields(
            List.of(
                IcebergSortField.builder()
                    .sourceId(1)
                    .transform("identity")
                    .direction("desc")
                    .nullOrder("nulls-last")
                    .build()))
        .build();
  }

  private Table load() {
    return new LakeIcebergCatalog(
            new Session(
                lake.ledger,
                lake.catalog.tables(),
                lake.store.objects(),
                lake,
                lake.newCall(new Caller.Root(Lake.ACCOUNT)),
                ""))
        .loadTable(TableIdentifier.of("db", "t"));
  }
}
