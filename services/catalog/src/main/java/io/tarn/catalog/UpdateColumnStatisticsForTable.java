package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.ColumnStatisticsError;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.UpdateColumnStatisticsForTableRequest;
import io.tarn.api.glue.UpdateColumnStatisticsForTableResponse;
import java.util.List;

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
    return (input, call) ->
        CatalogAccess.table(
            "glue:UpdateColumnStatisticsForTable",
            call.region(),
            call.account(),
            input.databaseName(),
            input.tableName());
  }

  @Override
  public UpdateColumnStatisticsForTableResponse apply(
      UpdateColumnStatisticsForTableRequest input, Call call) {
    Names.checkCatalog(input.catalogId(), call.account());
    List<ColumnStatisticsError> errors =
        catalog
            .ledger()
            .commit(
                tx -> {
                  TableRow table =
                      TableRows.load(tx, call.region(), input.databaseName(), input.tableName());
                  String key = ColumnStatisticsRows.OF_TABLE;
                  return ColumnStatisticsRows.put(tx, table, key, input.columnStatisticsList());
                });
    return UpdateColumnStatisticsForTableResponse.builder().errors(errors).build();
  }
}
