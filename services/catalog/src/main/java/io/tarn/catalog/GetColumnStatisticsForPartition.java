package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.ColumnStatistics;
import io.tarn.api.glue.GetColumnStatisticsForPartitionRequest;
import io.tarn.api.glue.GetColumnStatisticsForPartitionResponse;
import io.tarn.api.glue.GlueService;
import java.util.List;

/** Reads the statistics of columns of a partition. */
final class GetColumnStatisticsForPartition
    implements Operation<
        GetColumnStatisticsForPartitionRequest, GetColumnStatisticsForPartitionResponse> {
  private final Catalog catalog;

  GetColumnStatisticsForPartition(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<
          GetColumnStatisticsForPartitionRequest, GetColumnStatisticsForPartitionResponse>
      model() {
    return GlueService.GET_COLUMN_STATISTICS_FOR_PARTITION;
  }

  @Override
  public AccessRule<GetColumnStatisticsForPartitionRequest> access() {
    return (input, call) -> owner(input).access("glue:GetColumnStatisticsForPartition", call);
  }

  private static StatisticsOwner owner(GetColumnStatisticsForPartitionRequest input) {
    return StatisticsOwner.partition(
        input.catalogId(), input.databaseName(), input.tableName(), input.partitionValues());
  }

  @Override
  public GetColumnStatisticsForPartitionResponse apply(
      GetColumnStatisticsForPartitionRequest input, Call call) {
    List<ColumnStatistics> found = owner(input).find(catalog, call, input.columnNames());
    return GetColumnStatisticsForPartitionResponse.builder()
        .columnStatisticsList(found)
        .errors(ColumnStatisticsRows.errors(input.columnNames(), found))
        .build();
  }
}
