package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.CreatePartitionRequest;
import io.tarn.api.glue.CreatePartitionResponse;
import io.tarn.api.glue.GlueService;

/** Adds one partition. */
final class CreatePartition implements Operation<CreatePartitionRequest, CreatePartitionResponse> {
  private final Catalog catalog;

  CreatePartition(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<CreatePartitionRequest, CreatePartitionResponse> model() {
    return GlueService.CREATE_PARTITION;
  }

  @Override
  public AccessRule<CreatePartitionRequest> access() {
    return (input, call) ->
        CatalogAccess.table(
            "glue:CreatePartition",
            call.region(),
            call.account(),
            input.databaseName(),
            input.tableName());
  }

  @Override
  public CreatePartitionResponse apply(CreatePartitionRequest input, Call call) {
    Names.checkCatalog(input.catalogId(), call.account());
    catalog
        .ledger()
        .commit(
            tx ->
                catalog
                    .tables()
                    .createPartition(
                        tx,
                        Change.of(call),
                        input.databaseName(),
                        input.tableName(),
                        input.partitionInput()));
    return CreatePartitionResponse.builder().build();
  }
}
