package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.CreateTableRequest;
import io.tarn.api.glue.CreateTableResponse;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.PartitionIndex;
import io.tarn.api.glue.Table;
import io.tarn.api.glue.TableInput;
import java.util.List;

/** Makes a table. */
final class CreateTable implements Operation<CreateTableRequest, CreateTableResponse> {
  private final Catalog catalog;

  CreateTable(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<CreateTableRequest, CreateTableResponse> model() {
    return GlueService.CREATE_TABLE;
  }

  @Override
  public AccessRule<CreateTableRequest> access() {
    return (input, call) ->
        CatalogAccess.table(
            "glue:CreateTable",
            call.region(),
            call.account(),
            input.databaseName(),
            Names.required(input.tableInput(), "TableInput").name());
  }

  @Override
  public CreateTableResponse apply(CreateTableRequest input, Call call) {
    Names.checkCatalog(input.catalogId(), call.account());
    Names.refuse(input.openTableFormatInput(), "OpenTableFormatInput");
    Names.refuse(input.transactionId(), "TransactionId");
    List<PartitionIndex> indexes =
        input.partitionIndexes() == null ? List.of() : input.partitionIndexes();
    TableInput table = Names.required(input.tableInput(), "TableInput");
    catalog
        .ledger()
        .commit(
            tx -> {
              Change change = Change.of(call);
              Table made = catalog.tables().createTable(tx, change, input.databaseName(), table);
              if (!indexes.isEmpty()) {
                TableRow row =
                    TableRows.load(tx, call.region(), input.databaseName(), table.name());
                for (PartitionIndex index : indexes) {
                  PartitionIndexes.create(tx, change, row, index);
                }
              }
              return made;
            });
    return CreateTableResponse.builder().build();
  }
}
