package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.UpdateColumnStatisticsForTableRequest;
import io.tarn.api.glue.UpdateColumnStatisticsForTableResponse;

/** Sets the statistics of columns of a table. */
final class UpdateColumnStatisticsForTable
    implements Operation<
        UpdateColumnStatisticsForTableRequest, UpdateColumnStatisticsForTableResponse> {
  private final Catalog catalog;

  UpdateColumnStatisticsForTable(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<
          UpdateColumnStatisticsForTableRequest, UpdateColumnStatisticsForTableResponse>
      model() {
    return GlueService.UPDATE_COLUMN_STATISTICS_FOR_TABLE;
  }

  @Override
  public AccessRule<UpdateColumnStatisticsForTableRequest> access() {
    return (input, call) -> owner(input).access("glue:UpdateColumnStatisticsForTable", call);
  }

  private static StatisticsOwner owner(UpdateColumnStatisticsForTableRequest input) {
    return StatisticsOwner.table(input.catalogId(), input.databaseName(), input.tableName());
  }

  @Override
  public UpdateColumnStatisticsForTableResponse apply(
      UpdateColumnStatisticsForTableRequest input, Call call) {
    return UpdateColumnStatisticsForTableResponse.builder()
        .errors(owner(input).put(catalog, call, input.columnStatisticsList()))
        .build();
  }
}
