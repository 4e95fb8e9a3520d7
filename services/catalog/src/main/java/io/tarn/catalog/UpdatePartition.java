package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.UpdatePartitionRequest;
import io.tarn.api.glue.UpdatePartitionResponse;

/** Replaces one partition; new values move it. */
final class UpdatePartition implements Operation<UpdatePartitionRequest, UpdatePartitionResponse> {
  private final Catalog catalog;

  UpdatePartition(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<UpdatePartitionRequest, UpdatePartitionResponse> model() {
    return GlueService.UPDATE_PARTITION;
  }

  @Override
  public AccessRule<UpdatePartitionRequest> access() {
    return (input, call) ->
        CatalogAccess.table(
            "glue:UpdatePartition",
            call.region(),
            call.account(),
            input.databaseName(),
            input.tableName());
  }

  @Override
  public UpdatePartitionResponse apply(UpdatePartitionRequest input, Call call) {
    Names.checkCatalog(input.catalogId(), call.account());
    catalog
        .ledger()
        .commit(
            tx ->
                catalog
                    .tables()
                    .updatePartition(
                        tx,
                        Change.of(call),
                        input.databaseName(),
                        input.tableName(),
                        input.partitionValueList(),
                        input.partitionInput()));
    return UpdatePartitionResponse.builder().build();
  }
}
