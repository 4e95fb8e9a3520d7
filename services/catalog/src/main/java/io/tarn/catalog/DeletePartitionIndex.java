package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.DeletePartitionIndexRequest;
import io.tarn.api.glue.DeletePartitionIndexResponse;
import io.tarn.api.glue.GlueService;

/** Ends a partition index; a task takes it away. */
final class DeletePartitionIndex
    implements Operation<DeletePartitionIndexRequest, DeletePartitionIndexResponse> {
  private final Catalog catalog;

  DeletePartitionIndex(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<DeletePartitionIndexRequest, DeletePartitionIndexResponse> model() {
    return GlueService.DELETE_PARTITION_INDEX;
  }

  @Override
  public AccessRule<DeletePartitionIndexRequest> access() {
    return (input, call) ->
        CatalogAccess.table(
            "glue:DeletePartitionIndex",
            call.region(),
            call.account(),
            input.databaseName(),
            input.tableName());
  }

  @Override
  public DeletePartitionIndexResponse apply(DeletePartitionIndexRequest input, Call call) {
    Names.checkCatalog(input.catalogId(), call.account());
    catalog
        .ledger()
        .commit(
            tx -> {
              TableRow table =
                  TableRows.load(tx, call.region(), input.databaseName(), input.tableName());
              PartitionIndexes.delete(tx, Change.of(call), table, input.indexName());
              return table;
            });
    return DeletePartitionIndexResponse.builder().build();
  }
}
