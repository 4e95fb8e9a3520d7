package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.GetDatabaseRequest;
import io.tarn.api.glue.GetDatabaseResponse;
import io.tarn.api.glue.GlueService;

/** Shows a database. */
final class GetDatabase implements Operation<GetDatabaseRequest, GetDatabaseResponse> {
  private final Catalog catalog;

  GetDatabase(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<GetDatabaseRequest, GetDatabaseResponse> model() {
    return GlueService.GET_DATABASE;
  }

  @Override
  public AccessRule<GetDatabaseRequest> access() {
    return (input, call) ->
        CatalogAccess.database("glue:GetDatabase", call.region(), call.account(), input.name());
  }

  @Override
  public GetDatabaseResponse apply(GetDatabaseRequest input, Call call) {
    Names.checkCatalog(input.catalogId(), call.account());
    return catalog
        .ledger()
        .read(
            tx ->
                GetDatabaseResponse.builder()
                    .database(DatabaseRows.load(tx, call.region(), input.name()))
                    .build());
  }
}
