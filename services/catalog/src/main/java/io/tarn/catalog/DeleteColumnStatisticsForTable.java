package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.DeleteColumnStatisticsForTableRequest;
import io.tarn.api.glue.DeleteColumnStatisticsForTableResponse;
import io.tarn.api.glue.GlueService;

/** Removes the statistics of a column of a table. */
final class DeleteColumnStatisticsForTable
    implements Operation<
        DeleteColumnStatisticsForTableRequest, DeleteColumnStatisticsForTableResponse> {
  private final Catalog catalog;

  DeleteColumnStatisticsForTable(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<
          DeleteColumnStatisticsForTableRequest, DeleteColumnStatisticsForTableResponse>
      model() {
    return GlueService.DELETE_COLUMN_STATISTICS_FOR_TABLE;
  }

  @Override
  public AccessRule<DeleteColumnStatisticsForTableRequest> access() {
    return (input, call) -> owner(input).access("glue:DeleteColumnStatisticsForTable", call);
  }

  private static StatisticsOwner owner(DeleteColumnStatisticsForTableRequest input) {
    return StatisticsOwner.table(input.catalogId(), input.databaseName(), input.tableName());
  }

  @Override
  public DeleteColumnStatisticsForTableResponse apply(
      DeleteColumnStatisticsForTableRequest input, Call call) {
    owner(input).delete(catalog, call, input.columnName());
    return DeleteColumnStatisticsForTableResponse.builder().build();
  }
}
