package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.BatchGetPartitionRequest;
import io.tarn.api.glue.BatchGetPartitionResponse;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.Partition;
import io.tarn.api.glue.PartitionValueList;
import java.util.ArrayList;
import java.util.List;

/** Shows the partitions with the given values; those that are not there are left out. */
final class BatchGetPartition
    implements Operation<BatchGetPartitionRequest, BatchGetPartitionResponse> {
  private final Catalog catalog;

  BatchGetPartition(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<BatchGetPartitionRequest, BatchGetPartitionResponse> model() {
    return GlueService.BATCH_GET_PARTITION;
  }

  @Override
  public AccessRule<BatchGetPartitionRequest> access() {
    return (input, call) ->
        CatalogAccess.table(
            "glue:BatchGetPartition",
            call.region(),
            call.account(),
            input.databaseName(),
            input.tableName());
  }

  @Override
  public BatchGetPartitionResponse apply(BatchGetPartitionRequest input, Call call) {
    Names.checkCatalog(input.catalogId(), call.account());
    List<Partition> partitions =
        catalog
            .ledger()
            .read(
                tx -> {
                  TableRow table =
                      TableRows.load(tx, call.region(), input.databaseName(), input.tableName());
                  List<Partition> found = new ArrayList<>();
                  for (PartitionValueList values : input.partitionsToGet()) {
                    PartitionRows.find(tx, table, values.values()).ifPresent(found::add);
                  }
                  return found;
                });
    return BatchGetPartitionResponse.builder()
        .partitions(partitions)
        .unprocessedKeys(List.of())
        .build();
  }
}
