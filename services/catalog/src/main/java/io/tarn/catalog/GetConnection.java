package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.Connection;
import io.tarn.api.glue.GetConnectionRequest;
import io.tarn.api.glue.GetConnectionResponse;
import io.tarn.api.glue.GlueService;

/** Describes one connection, with its password unless that is to be hidden. */
final class GetConnection implements Operation<GetConnectionRequest, GetConnectionResponse> {
  private final Catalog catalog;

  GetConnection(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<GetConnectionRequest, GetConnectionResponse> model() {
    return GlueService.GET_CONNECTION;
  }

  @Override
  public AccessRule<GetConnectionRequest> access() {
    return (input, call) ->
        CatalogAccess.connection("glue:GetConnection", call.region(), call.account(), input.name());
  }

  @Override
  public GetConnectionResponse apply(GetConnectionRequest input, Call call) {
    Names.checkCatalog(input.catalogId(), call.account());
    Names.refuse(input.applyOverrideForComputeEnvironment(), "ApplyOverrideForComputeEnvironment");
    Connection connection =
        catalog.ledger().read(tx -> ConnectionRows.load(tx, call.region(), input.name()));
    return GetConnectionResponse.builder()
        .connection(
            Boolean.TRUE.equals(input.hidePassword())
                ? ConnectionRows.withoutSecrets(connection)
                : catalog.secrets().open(connection, call.region()))
        .build();
  }
}
