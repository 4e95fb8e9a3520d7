package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.GetPartitionRequest;
import io.tarn.api.glue.GetPartitionResponse;
import io.tarn.api.glue.GlueService;

/** Shows one partition. */
final class GetPartition implements Operation<GetPartitionRequest, GetPartitionResponse> {
  private final Catalog catalog;

  GetPartition(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<GetPartitionRequest, GetPartitionResponse> model() {
    return GlueService.GET_PARTITION;
  }

  @Override
  public AccessRule<GetPartitionRequest> access() {
    return (input, call) ->
        CatalogAccess.table(
            "glue:GetPartition",
            call.region(),
            call.account(),
            input.databaseName(),
            input.tableName());
  }

  @Override
  public GetPartitionResponse apply(GetPartitionRequest input, Call call) {
    Names.checkCatalog(input.catalogId(), call.account());
    return catalog
        .ledger()
        .read(
            tx ->
                GetPartitionResponse.builder()
                    .partition(
                        catalog
                            .tables()
                            .findPartition(
                                tx,
                                call.region(),
                                input.databaseName(),
                                input.tableName(),
                                input.partitionValues())
                            .orElseThrow(GlueError::partitionNotFound))
                    .build());
  }
}
