package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Authorizer;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.TableInput;
import io.tarn.api.glue.UpdateIcebergInput;
import io.tarn.api.glue.UpdateOpenTableFormatInput;
import io.tarn.api.glue.UpdateTableRequest;
import io.tarn.api.glue.UpdateTableResponse;
import io.tarn.catalog.iceberg.RequestCommits;
import io.tarn.catalog.iceberg.Session;
import io.tarn.store.Objects;

/** Replaces a table's definition and keeps the old one as a version. */
final class UpdateTable implements Operation<UpdateTableRequest, UpdateTableResponse> {
  private final Catalog catalog;
  private final Objects objects;
  private final Authorizer authorizer;

  UpdateTable(Catalog catalog, Objects objects, Authorizer authorizer) {
    this.catalog = catalog;
    this.objects = objects;
    this.authorizer = authorizer;
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
            TableNaming.of(input.name(), input.tableInput()));
  }

  @Override
  public UpdateTableResponse apply(UpdateTableRequest input, Call call) {
    Names.checkCatalog(input.catalogId(), call.account());
    Names.refuse(input.viewUpdateAction(), "ViewUpdateAction");
    Names.refuse(input.transactionId(), "TransactionId");
    if (input.updateOpenTableFormatInput() != null) {
      updateIceberg(input, input.updateOpenTableFormatInput(), call);
      return UpdateTableResponse.builder().build();
    }
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

  private void updateIceberg(
      UpdateTableRequest input, UpdateOpenTableFormatInput format, Call call) {
    String name = TableNaming.of(input.name(), input.tableInput());
    // What Glue keeps of an Iceberg table follows from its metadata.
    if (input.tableInput() != null
        && !input.tableInput().equals(TableInput.builder().name(name).build())) {
      throw GlueError.notDone("TableInput beside UpdateOpenTableFormatInput");
    }
    UpdateIcebergInput iceberg =
        Names.required(
            format.updateIcebergInput(), "UpdateOpenTableFormatInput.UpdateIcebergInput");
    try (RequestCommits commits = new RequestCommits(catalog.ledger(), objects, authorizer, call)) {
      OpenTableFormatUpdate.update(
          new Session(catalog.ledger(), catalog.tables(), commits, call, ""),
          input.databaseName(),
          name,
          input.versionId(),
          iceberg.updateIcebergTableInput().updates());
    }
  }
}
