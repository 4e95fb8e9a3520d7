package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.UpdateDatabaseRequest;
import io.tarn.api.glue.UpdateDatabaseResponse;

/** Replaces a database's description. */
final class UpdateDatabase implements Operation<UpdateDatabaseRequest, UpdateDatabaseResponse> {
  private final Catalog catalog;

  UpdateDatabase(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<UpdateDatabaseRequest, UpdateDatabaseResponse> model() {
    return GlueService.UPDATE_DATABASE;
  }

  @Override
  public AccessRule<UpdateDatabaseRequest> access() {
    return (input, call) ->
        CatalogAccess.database("glue:UpdateDatabase", call.region(), call.account(), input.name());
  }

  @Override
  public UpdateDatabaseResponse apply(UpdateDatabaseRequest input, Call call) {
    Names.checkCatalog(input.catalogId(), call.account());
    catalog
        .ledger()
        .commit(
            tx ->
                catalog
                    .tables()
                    .updateDatabase(tx, Change.of(call), input.name(), input.databaseInput()));
    return UpdateDatabaseResponse.builder().build();
  }
}
