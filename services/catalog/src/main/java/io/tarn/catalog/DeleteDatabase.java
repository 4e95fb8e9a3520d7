package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.DeleteDatabaseRequest;
import io.tarn.api.glue.DeleteDatabaseResponse;
import io.tarn.api.glue.GlueService;

/** Removes a database with its tables. AWS asks for nothing on the tables below. */
final class DeleteDatabase implements Operation<DeleteDatabaseRequest, DeleteDatabaseResponse> {
  private final Catalog catalog;

  DeleteDatabase(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<DeleteDatabaseRequest, DeleteDatabaseResponse> model() {
    return GlueService.DELETE_DATABASE;
  }

  @Override
  public AccessRule<DeleteDatabaseRequest> access() {
    return (input, call) ->
        CatalogAccess.database("glue:DeleteDatabase", call.region(), call.account(), input.name());
  }

  @Override
  public DeleteDatabaseResponse apply(DeleteDatabaseRequest input, Call call) {
    Names.checkCatalog(input.catalogId(), call.account());
    catalog
        .ledger()
        .commit(
            tx -> {
              catalog.tables().deleteDatabase(tx, Change.of(call), input.name());
              return input.name();
            });
    return DeleteDatabaseResponse.builder().build();
  }
}
