package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.CreateDatabaseRequest;
import io.tarn.api.glue.CreateDatabaseResponse;
import io.tarn.api.glue.Database;
import io.tarn.api.glue.GlueService;

/** Makes a database. */
final class CreateDatabase implements Operation<CreateDatabaseRequest, CreateDatabaseResponse> {
  private final Catalog catalog;

  CreateDatabase(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<CreateDatabaseRequest, CreateDatabaseResponse> model() {
    return GlueService.CREATE_DATABASE;
  }

  @Override
  public AccessRule<CreateDatabaseRequest> access() {
    return (input, call) ->
        CatalogAccess.database(
            "glue:CreateDatabase", call.region(), call.account(), input.databaseInput().name());
  }

  @Override
  public CreateDatabaseResponse apply(CreateDatabaseRequest input, Call call) {
    Names.checkCatalog(input.catalogId(), call.account());
    catalog
        .ledger()
        .commit(
            tx -> {
              Database database =
                  catalog.tables().createDatabase(tx, Change.of(call), input.databaseInput());
              if (input.tags() != null) {
                Tags.put(
                    tx,
                    call.region(),
                    CatalogAccess.databaseArn(call.region(), call.account(), database.name()),
                    input.tags());
              }
              return database;
            });
    return CreateDatabaseResponse.builder().build();
  }
}
