package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.CreatePartitionIndexRequest;
import io.tarn.api.glue.CreatePartitionIndexResponse;
import io.tarn.api.glue.GlueService;

/** Makes a partition index; a task fills it. */
final class CreatePartitionIndex
    implements Operation<CreatePartitionIndexRequest, CreatePartitionIndexResponse> {
  private final Catalog catalog;

  CreatePartitionIndex(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<CreatePartitionIndexRequest, CreatePartitionIndexResponse> model() {
    return GlueService.CREATE_PARTITION_INDEX;
  }

  @Override
  public AccessRule<CreatePartitionIndexRequest> access() {
    return (input, call) ->
        CatalogAccess.table(
            "glue:CreatePartitionIndex",
            call.region(),
            call.account(),
            input.databaseName(),
            input.tableName());
  }

  @Override
  public CreatePartitionIndexResponse apply(CreatePartitionIndexRequest input, Call call) {
    Names.checkCatalog(input.catalogId(), call.account());
    catalog
        .ledger()
        .commit(
            tx -> {
              TableRow table =
                  TableRows.load(tx, call.region(), input.databaseName(), input.tableName());
              PartitionIndexes.create(tx, Change.of(call), table, input.partitionIndex());
              return table;
            });
    return CreatePartitionIndexResponse.builder().build();
  }
}
