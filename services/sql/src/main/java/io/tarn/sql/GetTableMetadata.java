package io.tarn.sql;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.athena.AthenaService;
import io.tarn.api.athena.GetTableMetadataInput;
import io.tarn.api.athena.GetTableMetadataOutput;

/** Answers one table with its columns. */
final class GetTableMetadata implements Operation<GetTableMetadataInput, GetTableMetadataOutput> {
  private final CatalogView catalog;

  GetTableMetadata(CatalogView catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<GetTableMetadataInput, GetTableMetadataOutput> model() {
    return AthenaService.GET_TABLE_METADATA;
  }

  @Override
  public AccessRule<GetTableMetadataInput> access() {
    return AthenaAccess.onCatalog("athena:GetTableMetadata", GetTableMetadataInput::catalogName);
  }

  @Override
  public GetTableMetadataOutput apply(GetTableMetadataInput input, Call call) {
    CatalogView.requireCatalog(input.catalogName());
    return GetTableMetadataOutput.builder()
        .tableMetadata(catalog.table(call, input.databaseName(), input.tableName()))
        .build();
  }
}
