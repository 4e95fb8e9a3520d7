package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.DeleteColumnStatisticsForPartitionRequest;
import io.tarn.api.glue.DeleteColumnStatisticsForPartitionResponse;
import io.tarn.api.glue.GlueService;

/** Removes the statistics of a column of a partition. */
final class DeleteColumnStatisticsForPartition
    implements Operation<
        DeleteColumnStatisticsForPartitionRequest, DeleteColumnStatisticsForPartitionResponse> {
  private final Catalog catalog;

  DeleteColumnStatisticsForPartition(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<
          DeleteColumnStatisticsForPartitionRequest, DeleteColumnStatisticsForPartitionResponse>
      model() {
    return GlueService.DELETE_COLUMN_STATISTICS_FOR_PARTITION;
  }

  @Override
  public AccessRule<DeleteColumnStatisticsForPartitionRequest> access() {
    return (input, call) -> owner(input).access("glue:DeleteColumnStatisticsForPartition", call);
  }

  private static StatisticsOwner owner(DeleteColumnStatisticsForPartitionRequest input) {
    return StatisticsOwner.partition(
        input.catalogId(), input.databaseName(), input.tableName(), input.partitionValues());
  }

  @Override
  public DeleteColumnStatisticsForPartitionResponse apply(
      DeleteColumnStatisticsForPartitionRequest input, Call call) {
    owner(input).delete(catalog, call, input.columnName());
    return DeleteColumnStatisticsForPartitionResponse.builder().build();
  }
}
