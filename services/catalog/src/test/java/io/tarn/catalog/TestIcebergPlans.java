package io.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tarn.catalog.iceberg.LakeIcebergCatalog;
import io.tarn.catalog.iceberg.Session;
import io.tarn.kernel.Caller;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileMetadata;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scans that Iceberg's REST catalog plans. */
class TestIcebergPlans {
  private static final String T = "namespaces/db/tables/t";

  @TempDir Path directory;
  private Lake lake;
  private IcebergRest rest;
  private Table table;

  @BeforeEach
  void open() throws IOException {
    lake = Lake.openAsleep(directory);
    lake.bucket("lake");
    rest = new IcebergRest(lake);
    LakeIcebergCatalog catalog =
        new LakeIcebergCatalog(
            new Session(
                lake.ledger,
                lake.catalog.tables(),
                lake.store.objects(),
                lake,
                lake.newCall(new Caller.Root(Lake.ACCOUNT)),
                "s3://lake/warehouse"));
    catalog.createNamespace(Namespace.of("db"), Map.of());
    table =
        catalog.createTable(
            TableIdentifier.of("db", "t"),
            new Schema(Types.NestedField.required(1, "id", Types.LongType.get())));
  }

  @AfterEach
  void close() throws IOException {
    lake.close();
  }

  /** A file whose one row is the number. */
  private static DataFile file(long id) {
    var bound = Conversions.toByteBuffer(Types.LongType.get(), id);
    return DataFiles.builder(PartitionSpec.unpartitioned())
        .withPath("s3://lake/warehouse/db.db/t/data/" + id + ".parquet")
        .withFileSizeInBytes(10)
        .withMetrics(
            new Metrics(
                1L, null, Map.of(1, 1L), Map.of(1, 0L), null, Map.of(1, bound), Map.of(1, bound)))
        .build();
  }

  private long append(int from, int to) {
    AppendFiles append = table.newAppend();
    IntStream.range(from, to).forEach(id -> append.appendFile(file(id)));
    append.commit();
    return table.currentSnapshot().snapshotId();
  }

  private static List<String> files(JsonNode plan) {
    List<String> names = new ArrayList<>();
    for (JsonNode task : plan.path("file-scan-tasks")) {
      String path = task.path("data-file").path("file-path").asText();
      names.add(path.substring(path.lastIndexOf('/') + 1));
    }
    return names;
  }

  @Test
  void giveTheFilesThatAConditionLeaves() throws IOException {
    long first = append(0, 3);
    long second = append(3, 5);
    JsonNode all = rest.answers(200, "POST", T + "/plan", "{}");
    assertThat(all.path("status").asText()).isEqualTo("completed");
    assertThat(files(all))
        .containsExactlyInAnyOrder("0.parquet", "1.parquet", "2.parquet", "3.parquet", "4.parquet");
    assertThat(all.has("plan-tasks")).isFalse();

    String filter = "{\"filter\":{\"type\":\"gt\",\"term\":\"id\",\"value\":3}}";
    JsonNode some = rest.answers(200, "POST", T + "/plan", filter);
    assertThat(files(some)).containsExactly("4.parquet");
    assertThat(some.path("file-scan-tasks").path(0).has("residual-filter")).isTrue();

    assertThat(files(rest.answers(200, "POST", T + "/plan", "{\"snapshot-id\":" + first + "}")))
        .containsExactlyInAnyOrder("0.parquet", "1.parquet", "2.parquet");
    assertThat(
            files(
                rest.answers(
                    200,
                    "POST",
                    T + "/plan",
                    "{\"start-snapshot-id\":" + first + ",\"end-snapshot-id\":" + second + "}")))
        .containsExactlyInAnyOrder("3.parquet", "4.parquet");
  }

  @Test
  void nameTheFilesOfDeletesWithTheirData() throws IOException {
    append(0, 2);
    table
        .newRowDelta()
        .addDeletes(
            FileMetadata.deleteFileBuilder(table.spec())
                .ofPositionDeletes()
                .withPath("s3://lake/warehouse/db.db/t/data/d.parquet")
                .withReferencedDataFile("s3://lake/warehouse/db.db/t/data/1.parquet")
                .withFileSizeInBytes(5)
                .withRecordCount(1)
                .build())
        .commit();
    JsonNode plan = rest.answers(200, "POST", T + "/plan", "{}");
    assertThat(plan.path("delete-files")).hasSize(1);
    for (JsonNode task : plan.path("file-scan-tasks")) {
      boolean deleted = task.path("data-file").path("file-path").asText().endsWith("1.parquet");
      assertThat(task.path("delete-file-references")).hasSize(deleted ? 1 : 0);
    }
  }

  @Test
  void areFetchedInPartsThatStayAsTheyWere() throws IOException {
    append(0, 1_500);
    append(1_500, 2_500);
    JsonNode plan = rest.answers(200, "POST", T + "/plan", "{}");
    append(2_500, 2_600);
    List<String> found = new ArrayList<>(files(plan));
    assertThat(plan.path("plan-tasks")).hasSize(2);
    for (JsonNode task : plan.path("plan-tasks")) {
      JsonNode part =
          rest.answers(200, "POST", T + "/tasks", "{\"plan-task\":\"" + task.asText() + "\"}");
      assertThat(files(part)).hasSizeGreaterThan(500);
      found.addAll(files(part));
    }
    assertThat(found).hasSize(2_500).doesNotHaveDuplicates();

    String id = plan.path("plan-id").asText();
    JsonNode again = rest.answers(200, "GET", T + "/plan/" + id, "");
    assertThat(files(again)).containsExactlyInAnyOrderElementsOf(files(plan));
    assertThat(again.path("plan-tasks")).isEqualTo(plan.path("plan-tasks"));
    rest.answers(204, "DELETE", T + "/plan/" + id, "");
  }

  @Test
  void useTheColumnsOfTodayUnlessAskedForThoseOfThen() throws IOException {
    long first = append(0, 2);
    table.updateSchema().renameColumn("id", "number").commit();
    String request =
        "{\"snapshot-id\":%s,\"use-snapshot-schema\":%s,"
            + "\"filter\":{\"type\":\"eq\",\"term\":\"%s\",\"value\":1}}";
    assertThat(
            files(
                rest.answers(200, "POST", T + "/plan", request.formatted(first, false, "number"))))
        .containsExactly("1.parquet");
    assertThat(files(rest.answers(200, "POST", T + "/plan", request.formatted(first, true, "id"))))
        .containsExactly("1.parquet");
    for (boolean then : new boolean[] {true, false}) {
      String other = request.formatted(first, then, then ? "number" : "id");
      rest.fails(400, "ValidationException", "POST", T + "/plan", other);
    }
  }

  @Test
  void ofATableWithoutRowsStayEmpty() throws IOException {
    JsonNode plan = rest.answers(200, "POST", T + "/plan", "{}");
    assertThat(files(plan)).isEmpty();
    append(0, 1);
    String id = plan.path("plan-id").asText();
    assertThat(files(rest.answers(200, "GET", T + "/plan/" + id, ""))).isEmpty();
  }

  @Test
  void areUnknownUnderOtherNames() throws IOException {
    append(0, 1);
    String id = rest.answers(200, "POST", T + "/plan", "{}").path("plan-id").asText();
    String schema = "{\"name\":\"u\",\"location\":\"s3://lake/u\",\"schema\":%s}";
    rest.answers(200, "POST", "namespaces/db/tables", schema.formatted(IcebergRest.SCHEMA));
    rest.fails(404, "NoSuchPlanIdException", "GET", "namespaces/db/tables/u/plan/" + id, "");
    rest.fails(404, "NoSuchPlanIdException", "GET", T + "/plan/none", "");
    rest.fails(404, "NoSuchPlanIdException", "DELETE", T + "/plan/!", "");
    rest.fails(404, "NoSuchPlanTaskException", "POST", T + "/tasks", "{\"plan-task\":\"none\"}");
    rest.fails(400, "BadRequestException", "POST", T + "/plan", "{\"snapshot-id\":7}");
    rest.fails(404, "NoSuchTableException", "POST", "namespaces/db/tables/none/plan", "{}");
  }

  @Test
  void needTheRightsOfReadingTheTable() throws IOException {
    append(0, 1);
    JsonNode plan = rest.answers(200, "POST", T + "/plan", "{}");
    rest.caller = new Caller.RoleSession(Lake.ACCOUNT, "r", "/", "AROA1", "s", List.of(), Map.of());
    lake.denied.add("s3:GetObject");
    rest.fails(403, "ForbiddenException", "POST", T + "/plan", "{}");
    lake.denied.clear();
    lake.denied.add("glue:GetTable");
    String id = plan.path("plan-id").asText();
    rest.fails(403, "ForbiddenException", "GET", T + "/plan/" + id, "");
    rest.fails(403, "ForbiddenException", "POST", T + "/tasks", "{\"plan-task\":\"" + id + "\"}");
  }
}
