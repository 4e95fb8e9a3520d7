package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.ConnectionInput;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.UpdateConnectionRequest;
import io.tarn.api.glue.UpdateConnectionResponse;

/** Replaces a connection. */
final class UpdateConnection
    implements Operation<UpdateConnectionRequest, UpdateConnectionResponse> {
  private final Catalog catalog;

  UpdateConnection(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<UpdateConnectionRequest, UpdateConnectionResponse> model() {
    return GlueService.UPDATE_CONNECTION;
  }

  @Override
  public AccessRule<UpdateConnectionRequest> access() {
    return (input, call) ->
        CatalogAccess.connection(
            "glue:UpdateConnection", call.region(), call.account(), input.name());
  }

  @Override
  public UpdateConnectionResponse apply(UpdateConnectionRequest input, Call call) {
    Names.checkCatalog(input.catalogId(), call.account());
    ConnectionInput sealed = catalog.secrets().seal(input.connectionInput(), call.region());
    catalog.ledger().commit(tx -> ConnectionRows.update(tx, Change.of(call), input.name(), sealed));
    return UpdateConnectionResponse.builder().build();
  }
}
