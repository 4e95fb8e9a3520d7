package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.Connection;
import io.tarn.api.glue.ConnectionInput;
import io.tarn.api.glue.CreateConnectionRequest;
import io.tarn.api.glue.CreateConnectionResponse;
import io.tarn.api.glue.GlueService;

/** Keeps a connection. */
final class CreateConnection
    implements Operation<CreateConnectionRequest, CreateConnectionResponse> {
  private final Catalog catalog;

  CreateConnection(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<CreateConnectionRequest, CreateConnectionResponse> model() {
    return GlueService.CREATE_CONNECTION;
  }

  @Override
  public AccessRule<CreateConnectionRequest> access() {
    return (input, call) ->
        CatalogAccess.connection(
            "glue:CreateConnection", call.region(), call.account(), input.connectionInput().name());
  }

  @Override
  public CreateConnectionResponse apply(CreateConnectionRequest input, Call call) {
    Names.checkCatalog(input.catalogId(), call.account());
    ConnectionInput sealed = catalog.secrets().seal(input.connectionInput(), call.region());
    catalog
        .ledger()
        .commit(
            tx -> {
              Connection made = ConnectionRows.create(tx, Change.of(call), sealed);
              if (input.tags() != null) {
                String arn =
                    CatalogAccess.connectionArn(
                        call.region(), call.account(), input.connectionInput().name());
                Tags.put(tx, call.region(), arn, input.tags());
              }
              return made;
            });
    return CreateConnectionResponse.builder().createConnectionStatus("READY").build();
  }
}
