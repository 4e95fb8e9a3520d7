package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.ColumnStatistics;
import io.tarn.api.glue.GetColumnStatisticsForTableRequest;
import io.tarn.api.glue.GetColumnStatisticsForTableResponse;
import io.tarn.api.glue.GlueService;
import java.util.List;

/** Reads the statistics of columns of a table. */
final class GetColumnStatisticsForTable
    implements Operation<GetColumnStatisticsForTableRequest, GetColumnStatisticsForTableResponse> {
  private final Catalog catalog;

  GetColumnStatisticsForTable(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<GetColumnStatisticsForTableRequest, GetColumnStatisticsForTableResponse>
      model() {
    return GlueService.GET_COLUMN_STATISTICS_FOR_TABLE;
  }

  @Override
  public AccessRule<GetColumnStatisticsForTableRequest> access() {
    return (input, call) -> owner(input).access("glue:GetColumnStatisticsForTable", call);
  }

  private static StatisticsOwner owner(GetColumnStatisticsForTableRequest input) {
    return StatisticsOwner.table(input.catalogId(), input.databaseName(), input.tableName());
  }

  @Override
  public GetColumnStatisticsForTableResponse apply(
      GetColumnStatisticsForTableRequest input, Call call) {
    List<ColumnStatistics> found = owner(input).find(catalog, call, input.columnNames());
    return GetColumnStatisticsForTableResponse.builder()
        .columnStatisticsList(found)
        .errors(ColumnStatisticsRows.errors(input.columnNames(), found))
        .build();
  }
}
