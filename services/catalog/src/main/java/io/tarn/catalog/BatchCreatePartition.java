package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.BatchCreatePartitionRequest;
import io.tarn.api.glue.BatchCreatePartitionResponse;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.PartitionError;
import java.util.List;

/** Adds partitions and says which could not be. */
final class BatchCreatePartition
    implements Operation<BatchCreatePartitionRequest, BatchCreatePartitionResponse> {
  private final Catalog catalog;

  BatchCreatePartition(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<BatchCreatePartitionRequest, BatchCreatePartitionResponse> model() {
    return GlueService.BATCH_CREATE_PARTITION;
  }

  @Override
  public AccessRule<BatchCreatePartitionRequest> access() {
    return (input, call) ->
        CatalogAccess.table(
            "glue:BatchCreatePartition",
            call.region(),
            call.account(),
            input.databaseName(),
            input.tableName());
  }

  @Override
  public BatchCreatePartitionResponse apply(BatchCreatePartitionRequest input, Call call) {
    Names.checkCatalog(input.catalogId(), call.account());
    List<PartitionError> errors =
        catalog
            .ledger()
            .commit(
                tx ->
                    catalog
                        .tables()
                        .createPartitions(
                            tx,
                            Change.of(call),
                            input.databaseName(),
                            input.tableName(),
                            input.partitionInputList()));
    return BatchCreatePartitionResponse.builder().errors(errors).build();
  }
}
