package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.BatchUpdatePartitionFailureEntry;
import io.tarn.api.glue.BatchUpdatePartitionRequest;
import io.tarn.api.glue.BatchUpdatePartitionRequestEntry;
import io.tarn.api.glue.BatchUpdatePartitionResponse;
import io.tarn.api.glue.GlueService;
import io.tarn.kernel.ServiceError;
import java.util.ArrayList;
import java.util.List;

/** Replaces partitions and says which could not be. */
final class BatchUpdatePartition
    implements Operation<BatchUpdatePartitionRequest, BatchUpdatePartitionResponse> {
  private final Catalog catalog;

  BatchUpdatePartition(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<BatchUpdatePartitionRequest, BatchUpdatePartitionResponse> model() {
    return GlueService.BATCH_UPDATE_PARTITION;
  }

  @Override
  public AccessRule<BatchUpdatePartitionRequest> access() {
    return (input, call) ->
        CatalogAccess.table(
            "glue:BatchUpdatePartition",
            call.region(),
            call.account(),
            input.databaseName(),
            input.tableName());
  }

  @Override
  public BatchUpdatePartitionResponse apply(BatchUpdatePartitionRequest input, Call call) {
    Names.checkCatalog(input.catalogId(), call.account());
    List<BatchUpdatePartitionFailureEntry> errors =
        catalog
            .ledger()
            .commit(
                tx -> {
                  TableRows.load(tx, call.region(), input.databaseName(), input.tableName());
                  List<BatchUpdatePartitionFailureEntry> failed = new ArrayList<>();
                  for (BatchUpdatePartitionRequestEntry entry : input.entries()) {
                    try {
                      catalog
                          .tables()
                          .updatePartition(
                              tx,
                              Change.of(call),
                              input.databaseName(),
                              input.tableName(),
                              entry.partitionValueList(),
                              entry.partitionInput());
                    } catch (ServiceError e) {
                      failed.add(
                          BatchUpdatePartitionFailureEntry.builder()
                              .partitionValueList(entry.partitionValueList())
                              .errorDetail(LedgerTables.detail(e))
                              .build());
                    }
                  }
                  return failed;
                });
    return BatchUpdatePartitionResponse.builder().errors(errors).build();
  }
}
