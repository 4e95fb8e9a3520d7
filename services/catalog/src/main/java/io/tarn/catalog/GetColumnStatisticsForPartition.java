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
    return (input, call) ->
        CatalogAccess.table(
            "glue:GetColumnStatisticsForPartition",
            call.region(),
            call.account(),
            input.databaseName(),
            input.tableName());
  }

  @Override
  public GetColumnStatisticsForPartitionResponse apply(
      GetColumnStatisticsForPartitionRequest input, Call call) {
    Names.checkCatalog(input.catalogId(), call.account());
    List<ColumnStatistics> found =
        catalog
            .ledger()
            .read(
                tx -> {
                  TableRow table =
                      TableRows.load(tx, call.region(), input.databaseName(), input.tableName());
                  String key = ColumnStatisticsRows.keyOf(tx, table, input.partitionValues());
                  return ColumnStatisticsRows.find(tx, table, key, input.columnNames());
                });
    return GetColumnStatisticsForPartitionResponse.builder()
        .columnStatisticsList(found)
        .errors(ColumnStatisticsRows.errors(input.columnNames(), found))
        .build();
  }
}
