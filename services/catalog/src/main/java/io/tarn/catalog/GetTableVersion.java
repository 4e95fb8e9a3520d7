package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.GetTableVersionRequest;
import io.tarn.api.glue.GetTableVersionResponse;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.TableVersion;

/** Shows one version of a table; the newest when none is named. */
final class GetTableVersion implements Operation<GetTableVersionRequest, GetTableVersionResponse> {
  private final Catalog catalog;

  GetTableVersion(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<GetTableVersionRequest, GetTableVersionResponse> model() {
    return GlueService.GET_TABLE_VERSION;
  }

  @Override
  public AccessRule<GetTableVersionRequest> access() {
    return (input, call) ->
        CatalogAccess.table(
            "glue:GetTableVersion",
            call.region(),
            call.account(),
            input.databaseName(),
            input.tableName());
  }

  @Override
  public GetTableVersionResponse apply(GetTableVersionRequest input, Call call) {
    Names.checkCatalog(input.catalogId(), call.account());
    return catalog
        .ledger()
        .read(
            tx -> {
              TableRow row =
                  TableRows.load(tx, call.region(), input.databaseName(), input.tableName());
              long wanted = TableVersions.number(input.versionId(), row.version());
              TableVersion version =
                  TableVersions.find(tx, row, wanted)
                      .orElseThrow(() -> TableVersions.notFound(wanted));
              return GetTableVersionResponse.builder().tableVersion(version).build();
            });
  }
}
