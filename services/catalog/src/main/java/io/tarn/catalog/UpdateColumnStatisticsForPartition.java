package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.ColumnStatisticsError;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.UpdateColumnStatisticsForPartitionRequest;
import io.tarn.api.glue.UpdateColumnStatisticsForPartitionResponse;
import java.util.List;

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
    return (input, call) ->
        CatalogAccess.table(
            "glue:UpdateColumnStatisticsForPartition",
            call.region(),
            call.account(),
            input.databaseName(),
            input.tableName());
  }

  @Override
  public UpdateColumnStatisticsForPartitionResponse apply(
      UpdateColumnStatisticsForPartitionRequest input, Call call) {
    Names.checkCatalog(input.catalogId(), call.account());
    List<ColumnStatisticsError> errors =
        catalog
            .ledger()
            .commit(
                tx -> {
                  TableRow table =
                      TableRows.load(tx, call.region(), input.databaseName(), input.tableName());
                  String key = ColumnStatisticsRows.keyOf(tx, table, input.partitionValues());
                  return ColumnStatisticsRows.put(tx, table, key, input.columnStatisticsList());
                });
    return UpdateColumnStatisticsForPartitionResponse.builder().errors(errors).build();
  }
}
