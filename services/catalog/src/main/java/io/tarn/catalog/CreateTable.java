package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Authorizer;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.CreateTableRequest;
import io.tarn.api.glue.CreateTableResponse;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.OpenTableFormatInput;
import io.tarn.api.glue.PartitionIndex;
import io.tarn.api.glue.Table;
import io.tarn.api.glue.TableInput;
import io.tarn.catalog.iceberg.RequestCommits;
import io.tarn.catalog.iceberg.Session;
import io.tarn.store.Objects;
import java.util.List;

/** Makes a table. */
final class CreateTable implements Operation<CreateTableRequest, CreateTableResponse> {
  private final Catalog catalog;
  private final Objects objects;
  private final Authorizer authorizer;

  CreateTable(Catalog catalog, Objects objects, Authorizer authorizer) {
    this.catalog = catalog;
    this.objects = objects;
    this.authorizer = authorizer;
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
            TableNaming.of(input.name(), input.tableInput()));
  }

  @Override
  public CreateTableResponse apply(CreateTableRequest input, Call call) {
    Names.checkCatalog(input.catalogId(), call.account());
    Names.refuse(input.transactionId(), "TransactionId");
    List<PartitionIndex> indexes =
        input.partitionIndexes() == null ? List.of() : input.partitionIndexes();
    if (input.openTableFormatInput() != null) {
      TableInput named =
          input.tableInput() == null
              ? TableInput.builder().name(TableNaming.of(input.name(), null)).build()
              : input.tableInput();
      createIceberg(input, input.openTableFormatInput(), named, call);
      return CreateTableResponse.builder().build();
    }
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

  private void createIceberg(
      CreateTableRequest input, OpenTableFormatInput format, TableInput table, Call call) {
    if (input.partitionIndexes() != null && !input.partitionIndexes().isEmpty()) {
      throw GlueError.INVALID_INPUT.error("Iceberg tables have no partition indexes");
    }
    try (RequestCommits commits = new RequestCommits(catalog.ledger(), objects, authorizer, call)) {
      OpenTableFormat.create(
          new Session(catalog.ledger(), catalog.tables(), commits, call, ""),
          input.databaseName(),
          table,
          Names.required(format.icebergInput(), "OpenTableFormatInput.IcebergInput"));
    }
  }
}
