package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.DeletePartitionRequest;
import io.tarn.api.glue.DeletePartitionResponse;
import io.tarn.api.glue.GlueService;

/** Removes one partition; its files stay where they are. */
final class DeletePartition implements Operation<DeletePartitionRequest, DeletePartitionResponse> {
  private final Catalog catalog;

  DeletePartition(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<DeletePartitionRequest, DeletePartitionResponse> model() {
    return GlueService.DELETE_PARTITION;
  }

  @Override
  public AccessRule<DeletePartitionRequest> access() {
    return (input, call) ->
        CatalogAccess.table(
            "glue:DeletePartition",
            call.region(),
            call.account(),
            input.databaseName(),
            input.tableName());
  }

  @Override
  public DeletePartitionResponse apply(DeletePartitionRequest input, Call call) {
    Names.checkCatalog(input.catalogId(), call.account());
    catalog
        .ledger()
        .commit(
            tx -> {
              catalog
                  .tables()
                  .deletePartition(
                      tx,
                      Change.of(call),
                      input.databaseName(),
                      input.tableName(),
                      input.partitionValues());
              return input.tableName();
            });
    return DeletePartitionResponse.builder().build();
  }
}
