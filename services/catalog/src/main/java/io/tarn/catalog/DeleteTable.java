package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.DeleteTableRequest;
import io.tarn.api.glue.DeleteTableResponse;
import io.tarn.api.glue.GlueService;

/** Removes a table; its files stay where they are. */
final class DeleteTable implements Operation<DeleteTableRequest, DeleteTableResponse> {
  private final Catalog catalog;

  DeleteTable(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<DeleteTableRequest, DeleteTableResponse> model() {
    return GlueService.DELETE_TABLE;
  }

  @Override
  public AccessRule<DeleteTableRequest> access() {
    return (input, call) ->
        CatalogAccess.table(
            "glue:DeleteTable", call.region(), call.account(), input.databaseName(), input.name());
  }

  @Override
  public DeleteTableResponse apply(DeleteTableRequest input, Call call) {
    Names.checkCatalog(input.catalogId(), call.account());
    Names.refuse(input.transactionId(), "TransactionId");
    catalog
        .ledger()
        .commit(
            tx -> {
              catalog.tables().deleteTable(tx, Change.of(call), input.databaseName(), input.name());
              return input.name();
            });
    return DeleteTableResponse.builder().build();
  }
}
