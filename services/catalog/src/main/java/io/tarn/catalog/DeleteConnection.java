package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.DeleteConnectionRequest;
import io.tarn.api.glue.DeleteConnectionResponse;
import io.tarn.api.glue.GlueService;

/** Removes a connection. */
final class DeleteConnection
    implements Operation<DeleteConnectionRequest, DeleteConnectionResponse> {
  private final Catalog catalog;

  DeleteConnection(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<DeleteConnectionRequest, DeleteConnectionResponse> model() {
    return GlueService.DELETE_CONNECTION;
  }

  @Override
  public AccessRule<DeleteConnectionRequest> access() {
    return (input, call) ->
        CatalogAccess.connection(
            "glue:DeleteConnection", call.region(), call.account(), input.connectionName());
  }

  @Override
  public DeleteConnectionResponse apply(DeleteConnectionRequest input, Call call) {
    Names.checkCatalog(input.catalogId(), call.account());
    catalog
        .ledger()
        .commit(
            tx -> {
              String name = input.connectionName();
              ConnectionRows.delete(tx, call.region(), name);
              Tags.removeAll(
                  tx,
                  call.region(),
                  CatalogAccess.connectionArn(call.region(), call.account(), name));
              return name;
            });
    return DeleteConnectionResponse.builder().build();
  }
}
