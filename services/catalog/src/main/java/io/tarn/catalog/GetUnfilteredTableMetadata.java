package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.GetUnfilteredTableMetadataRequest;
import io.tarn.api.glue.GetUnfilteredTableMetadataResponse;
import io.tarn.api.glue.GlueService;
import java.util.List;

/**
 * Describes a table to an engine that would filter its rows: here no filter is kept, so all of it.
 */
final class GetUnfilteredTableMetadata
    implements Operation<GetUnfilteredTableMetadataRequest, GetUnfilteredTableMetadataResponse> {
  private final Catalog catalog;

  GetUnfilteredTableMetadata(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<GetUnfilteredTableMetadataRequest, GetUnfilteredTableMetadataResponse>
      model() {
    return GlueService.GET_UNFILTERED_TABLE_METADATA;
  }

  @Override
  public AccessRule<GetUnfilteredTableMetadataRequest> access() {
    return (input, call) ->
        CatalogAccess.table(
            "glue:GetUnfilteredTableMetadata",
            call.region(),
            call.account(),
            input.databaseName(),
            input.name());
  }

  @Override
  public GetUnfilteredTableMetadataResponse apply(
      GetUnfilteredTableMetadataRequest input, Call call) {
    Names.checkCatalog(input.catalogId(), call.account());
    TableRow row =
        catalog
            .ledger()
            .read(tx -> TableRows.load(tx, call.region(), input.databaseName(), input.name()));
    return GetUnfilteredTableMetadataResponse.builder()
        .table(row.table())
        .authorizedColumns(OwnCatalog.columns(row))
        .isRegisteredWithLakeFormation(false)
        .cellFilters(List.of())
        .isMultiDialectView(false)
        .isProtected(false)
        .resourceArn(
            CatalogAccess.tableArn(
                call.region(), call.account(), input.databaseName(), input.name()))
        .build();
  }
}
