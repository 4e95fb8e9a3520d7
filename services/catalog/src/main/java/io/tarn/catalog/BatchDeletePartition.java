package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.BatchDeletePartitionRequest;
import io.tarn.api.glue.BatchDeletePartitionResponse;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.PartitionError;
import io.tarn.api.glue.PartitionValueList;
import io.tarn.kernel.ServiceError;
import java.util.ArrayList;
import java.util.List;

/** Removes partitions and says which could not be. */
final class BatchDeletePartition
    implements Operation<BatchDeletePartitionRequest, BatchDeletePartitionResponse> {
  private final Catalog catalog;

  BatchDeletePartition(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<BatchDeletePartitionRequest, BatchDeletePartitionResponse> model() {
    return GlueService.BATCH_DELETE_PARTITION;
  }

  @Override
  public AccessRule<BatchDeletePartitionRequest> access() {
    return (input, call) ->
        CatalogAccess.table(
            "glue:BatchDeletePartition",
            call.region(),
            call.account(),
            input.databaseName(),
            input.tableName());
  }

  @Override
  public BatchDeletePartitionResponse apply(BatchDeletePartitionRequest input, Call call) {
    Names.checkCatalog(input.catalogId(), call.account());
    List<PartitionError> errors =
        catalog
            .ledger()
            .commit(
                tx -> {
                  TableRows.load(tx, call.region(), input.databaseName(), input.tableName());
                  List<PartitionError> failed = new ArrayList<>();
                  for (PartitionValueList values : input.partitionsToDelete()) {
                    try {
                      catalog
                          .tables()
                          .deletePartition(
                              tx,
                              Change.of(call),
                              input.databaseName(),
                              input.tableName(),
                              values.values());
                    } catch (ServiceError e) {
                      failed.add(LedgerTables.partitionError(values.values(), e));
                    }
                  }
                  return failed;
                });
    return BatchDeletePartitionResponse.builder().errors(errors).build();
  }
}
