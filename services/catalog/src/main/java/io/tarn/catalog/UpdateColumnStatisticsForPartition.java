package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.UpdateColumnStatisticsForPartitionRequest;
import io.tarn.api.glue.UpdateColumnStatisticsForPartitionResponse;

/** Sets the statistics of columns of a partition. */
final class UpdateColumnStatisticsForPartition
    implements Operation<
        UpdateColumnStatisticsForPartitionRequest, UpdateColumnStatisticsForPartitionResponse> {
  private final Catalog catalog;

  UpdateColumnStatisticsForPartition(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<
          UpdateColumnStatisticsForPartitionRequest, UpdateColumnStatisticsForPartitionResponse>
      model() {
    return GlueService.UPDATE_COLUMN_STATISTICS_FOR_PARTITION;
  }

  @Override
  public AccessRule<UpdateColumnStatisticsForPartitionRequest> access() {
    return (input, call) -> owner(input).access("glue:UpdateColumnStatisticsForPartition", call);
  }

  private static StatisticsOwner owner(UpdateColumnStatisticsForPartitionRequest input) {
    return StatisticsOwner.partition(
        input.catalogId(), input.databaseName(), input.tableName(), input.partitionValues());
  }

  @Override
  public UpdateColumnStatisticsForPartitionResponse apply(
      UpdateColumnStatisticsForPartitionRequest input, Call call) {
    return UpdateColumnStatisticsForPartitionResponse.builder()
        .errors(owner(input).put(catalog, call, input.columnStatisticsList()))
        .build();
  }
}
