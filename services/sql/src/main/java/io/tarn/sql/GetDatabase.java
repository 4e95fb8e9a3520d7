package io.tarn.sql;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.athena.AthenaService;
import io.tarn.api.athena.GetDatabaseInput;
import io.tarn.api.athena.GetDatabaseOutput;

/** Answers one database. */
final class GetDatabase implements Operation<GetDatabaseInput, GetDatabaseOutput> {
  private final CatalogView catalog;

  GetDatabase(CatalogView catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<GetDatabaseInput, GetDatabaseOutput> model() {
    return AthenaService.GET_DATABASE;
  }

  @Override
  public AccessRule<GetDatabaseInput> access() {
    return AthenaAccess.onCatalog("athena:GetDatabase", GetDatabaseInput::catalogName);
  }

  @Override
  public GetDatabaseOutput apply(GetDatabaseInput input, Call call) {
    CatalogView.requireCatalog(input.catalogName());
    return GetDatabaseOutput.builder()
        .database(catalog.database(call, input.databaseName()))
        .build();
  }
}
