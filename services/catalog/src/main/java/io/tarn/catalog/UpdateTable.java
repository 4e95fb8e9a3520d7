package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.TableInput;
import io.tarn.api.glue.UpdateTableRequest;
import io.tarn.api.glue.UpdateTableResponse;

/** Replaces a table's definition and keeps the old one as a version. */
final class UpdateTable implements Operation<UpdateTableRequest, UpdateTableResponse> {
  private final Catalog catalog;

  UpdateTable(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<UpdateTableRequest, UpdateTableResponse> model() {
    return GlueService.UPDATE_TABLE;
  }

  @Override
  public AccessRule<UpdateTableRequest> access() {
    return (input, call) ->
        CatalogAccess.table(
            "glue:UpdateTable",
            call.region(),
            call.account(),
            input.databaseName(),
            Names.required(input.tableInput(), "TableInput").name());
  }

  @Override
  public UpdateTableResponse apply(UpdateTableRequest input, Call call) {
    Names.checkCatalog(input.catalogId(), call.account());
    Names.refuse(input.viewUpdateAction(), "ViewUpdateAction");
    Names.refuse(input.updateOpenTableFormatInput(), "UpdateOpenTableFormatInput");
    Names.refuse(input.transactionId(), "TransactionId");
    TableInput table = Names.required(input.tableInput(), "TableInput");
    boolean archive = !Boolean.TRUE.equals(input.skipArchive());
    catalog
        .ledger()
        .commit(
            tx -> {
              TableRow old = TableRows.load(tx, call.region(), input.databaseName(), table.name());
              if (input.versionId() != null) {
                LedgerTables.checkVersion(old, input.versionId());
              }
              return catalog.tables().update(tx, Change.of(call), old, table, archive);
            });
    return UpdateTableResponse.builder().build();
  }
}
