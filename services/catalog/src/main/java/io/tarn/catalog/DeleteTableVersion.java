package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.DeleteTableVersionRequest;
import io.tarn.api.glue.DeleteTableVersionResponse;
import io.tarn.api.glue.GlueService;

/** Removes an older version of a table. */
final class DeleteTableVersion
    implements Operation<DeleteTableVersionRequest, DeleteTableVersionResponse> {
  private final Catalog catalog;

  DeleteTableVersion(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<DeleteTableVersionRequest, DeleteTableVersionResponse> model() {
    return GlueService.DELETE_TABLE_VERSION;
  }

  @Override
  public AccessRule<DeleteTableVersionRequest> access() {
    return (input, call) ->
        CatalogAccess.table(
            "glue:DeleteTableVersion",
            call.region(),
            call.account(),
            input.databaseName(),
            input.tableName());
  }

  @Override
  public DeleteTableVersionResponse apply(DeleteTableVersionRequest input, Call call) {
    Names.checkCatalog(input.catalogId(), call.account());
    catalog
        .ledger()
        .commit(
            tx -> {
              TableVersions.delete(
                  tx,
                  TableRows.load(tx, call.region(), input.databaseName(), input.tableName()),
                  input.versionId());
              return input.versionId();
            });
    return DeleteTableVersionResponse.builder().build();
  }
}
