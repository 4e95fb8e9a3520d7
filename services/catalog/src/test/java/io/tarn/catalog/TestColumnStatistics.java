package io.tarn.catalog;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.api.glue.Column;
import io.tarn.api.glue.ColumnStatistics;
import io.tarn.api.glue.ColumnStatisticsData;
import io.tarn.api.glue.ColumnStatisticsError;
import io.tarn.api.glue.CreatePartitionRequest;
import io.tarn.api.glue.CreateTableRequest;
import io.tarn.api.glue.DeleteColumnStatisticsForTableRequest;
import io.tarn.api.glue.DeletePartitionRequest;
import io.tarn.api.glue.DeleteTableRequest;
import io.tarn.api.glue.GetColumnStatisticsForPartitionRequest;
import io.tarn.api.glue.GetColumnStatisticsForPartitionResponse;
import io.tarn.api.glue.GetColumnStatisticsForTableRequest;
import io.tarn.api.glue.GetColumnStatisticsForTableResponse;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.LongColumnStatisticsData;
import io.tarn.api.glue.PartitionInput;
import io.tarn.api.glue.StorageDescriptor;
import io.tarn.api.glue.StringColumnStatisticsData;
import io.tarn.api.glue.TableInput;
import io.tarn.api.glue.UpdateColumnStatisticsForPartitionRequest;
import io.tarn.api.glue.UpdateColumnStatisticsForTableRequest;
import io.tarn.api.glue.UpdatePartitionRequest;
import io.tarn.api.glue.UpdateTableRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestColumnStatistics {
  @TempDir Path directory;
  private Lake lake;

  @BeforeEach
  void open() throws IOException {
    lake = Lake.openAsleep(directory);
    lake.database("db");
    lake.call(
        GlueService.CREATE_TABLE,
        CreateTableRequest.builder().databaseName("db").tableInput(table("bigint")).build());
  }

  @AfterEach
  void close() throws IOException {
    lake.close();
  }

  private static TableInput table(String idType) {
    return TableInput.builder()
        .name("t")
        .storageDescriptor(
            StorageDescriptor.builder()
                .columns(
                    List.of(
                        Column.builder().name("id").type(idType).build(),
                        Column.builder().name("name").type("string").build()))
                .build())
        .partitionKeys(List.of(Column.builder().name("dt").type("string").build()))
        .build();
  }

  @Test
  void keepsWhatIsSoundAndNamesWhatIsNot() {
    List<ColumnStatisticsError> errors =
        put(longs("ID", 7), longs("nix", 1), longs("name", 1).toBuilder().build(), mixed());
    assertThat(errors).hasSize(2);
    assertThat(requireNonNull(errors.get(0).error()).errorCode())
        .isEqualTo("EntityNotFoundException");
    assertThat(requireNonNull(errors.get(1).error()).errorMessage())
        .contains("must hold the data of that type alone");
    GetColumnStatisticsForTableResponse answer = get("Id", "dt");
    assertThat(requireNonNull(answer.columnStatisticsList())).hasSize(1);
    ColumnStatistics found = requireNonNull(answer.columnStatisticsList()).getFirst();
    assertThat(found.columnName()).isEqualTo("id");
    assertThat(
            requireNonNull(found.statisticsData().longColumnStatisticsData())
                .numberOfDistinctValues())
        .isEqualTo(7);
    assertThat(requireNonNull(requireNonNull(answer.errors()).getFirst().error()).errorCode())
        .isEqualTo("EntityNotFoundException");
    put(longs("id", 8));
    assertThat(
            requireNonNull(
                    requireNonNull(get("id").columnStatisticsList())
                        .getFirst()
                        .statisticsData()
                        .longColumnStatisticsData())
                .numberOfDistinctValues())
        .isEqualTo(8);
  }

  @Test
  void theyEndWithTheirColumnOrItsType() {
    put(longs("id", 7), longs("name", 2));
    DeleteColumnStatisticsForTableRequest delete =
        DeleteColumnStatisticsForTableRequest.builder()
            .databaseName("db")
            .tableName("t")
            .columnName("NAME")
            .build();
    lake.call(GlueService.DELETE_COLUMN_STATISTICS_FOR_TABLE, delete);
    lake.refused(
        GlueService.DELETE_COLUMN_STATISTICS_FOR_TABLE, delete, "EntityNotFoundException", "NAME");
    lake.call(
        GlueService.UPDATE_TABLE,
        UpdateTableRequest.builder().databaseName("db").tableInput(table("bigint")).build());
    assertThat(get("id").columnStatisticsList()).hasSize(1);
    lake.call(
        GlueService.UPDATE_TABLE,
        UpdateTableRequest.builder().databaseName("db").tableInput(table("string")).build());
    assertThat(get("id").columnStatisticsList()).isEmpty();
  }

  @Test
  void theyEndWithTheirTable() {
    put(longs("id", 7));
    lake.call(
        GlueService.DELETE_TABLE,
        DeleteTableRequest.builder().databaseName("db").name("t").build());
    lake.call(
        GlueService.CREATE_TABLE,
        CreateTableRequest.builder().databaseName("db").tableInput(table("bigint")).build());
    assertThat(get("id").columnStatisticsList()).isEmpty();
  }

  @Test
  void aPartitionHasItsOwn() {
    partition("a");
    partition("b");
    putPartition("a", longs("id", 3));
    assertThat(getPartition("a").columnStatisticsList()).hasSize(1);
    assertThat(getPartition("b").columnStatisticsList()).isEmpty();
    assertThat(get("id").columnStatisticsList()).isEmpty();
    move("a", "a");
    assertThat(getPartition("a").columnStatisticsList()).hasSize(1);
    move("a", "c");
    assertThat(getPartition("c").columnStatisticsList()).isEmpty();
    putPartition("b", longs("id", 3));
    lake.call(
        GlueService.DELETE_PARTITION,
        DeletePartitionRequest.builder()
            .databaseName("db")
            .tableName("t")
            .partitionValues(List.of("b"))
            .build());
    partition("b");
    assertThat(getPartition("b").columnStatisticsList()).isEmpty();
    lake.refused(
        GlueService.GET_COLUMN_STATISTICS_FOR_PARTITION,
        GetColumnStatisticsForPartitionRequest.builder()
            .databaseName("db")
            .tableName("t")
            .partitionValues(List.of("nix"))
            .columnNames(List.of("id"))
            .build(),
        "EntityNotFoundException",
        "Cannot find partition.");
  }

  private List<ColumnStatisticsError> put(ColumnStatistics... statistics) {
    return requireNonNull(
        lake.call(
                GlueService.UPDATE_COLUMN_STATISTICS_FOR_TABLE,
                UpdateColumnStatisticsForTableRequest.builder()
                    .databaseName("db")
                    .tableName("t")
                    .columnStatisticsList(List.of(statistics))
                    .build())
            .errors());
  }

  private GetColumnStatisticsForTableResponse get(String... columns) {
    return lake.call(
        GlueService.GET_COLUMN_STATISTICS_FOR_TABLE,
        GetColumnStatisticsForTableRequest.builder()
            .databaseName("db")
            .tableName("T")
            .columnNames(List.of(columns))
            .build());
  }

  private void partition(String value) {
    lake.call(
        GlueService.CREATE_PARTITION,
        CreatePartitionRequest.builder()
            .databaseName("db")
            .tableName("t")
            .partitionInput(PartitionInput.builder().values(List.of(value)).build())
            .build());
  }

  private void move(String from, String to) {
    lake.call(
        GlueService.UPDATE_PARTITION,
        UpdatePartitionRequest.builder()
            .databaseName("db")
            .tableName("t")
            .partitionValueList(List.of(from))
            .partitionInput(PartitionInput.builder().values(List.of(to)).build())
            .build());
  }

  private void putPartition(String value, ColumnStatistics statistics) {
    assertThat(
            lake.call(
                    GlueService.UPDATE_COLUMN_STATISTICS_FOR_PARTITION,
                    UpdateColumnStatisticsForPartitionRequest.builder()
                        .databaseName("db")
                        .tableName("t")
                        .partitionValues(List.of(value))
                        .columnStatisticsList(List.of(statistics))
                        .build())
                .errors())
        .isEmpty();
  }

  private GetColumnStatisticsForPartitionResponse getPartition(String value) {
    return lake.call(
        GlueService.GET_COLUMN_STATISTICS_FOR_PARTITION,
        GetColumnStatisticsForPartitionRequest.builder()
            .databaseName("db")
            .tableName("t")
            .partitionValues(List.of(value))
            .columnNames(List.of("id"))
            .build());
  }

  private static ColumnStatistics longs(String column, long distinct) {
    return ColumnStatistics.builder()
        .columnName(column)
        .columnType("bigint")
        .analyzedTime(Instant.EPOCH)
        .statisticsData(
            ColumnStatisticsData.builder()
                .type("LONG")
                .longColumnStatisticsData(
                    LongColumnStatisticsData.builder()
                        .minimumValue(Long.MIN_VALUE)
                        .maximumValue(Long.MAX_VALUE)
                        .numberOfNulls(0L)
                        .numberOfDistinctValues(distinct)
                        .build())
                .build())
        .build();
  }

  /** Says LONG and holds a text's figures. */
  private static ColumnStatistics mixed() {
    return longs("id", 1).toBuilder()
        .statisticsData(
            ColumnStatisticsData.builder()
                .type("LONG")
                .stringColumnStatisticsData(
                    StringColumnStatisticsData.builder()
                        .maximumLength(1L)
                        .averageLength(1.0)
                        .numberOfNulls(0L)
                        .numberOfDistinctValues(1L)
                        .build())
                .build())
        .build();
  }
}
