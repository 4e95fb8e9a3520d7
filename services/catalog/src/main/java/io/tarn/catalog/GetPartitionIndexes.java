package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.GetPartitionIndexesRequest;
import io.tarn.api.glue.GetPartitionIndexesResponse;
import io.tarn.api.glue.GlueService;
import java.util.List;

/** A table's partition indexes: none, as no operation of this lake makes one. */
final class GetPartitionIndexes
    implements Operation<GetPartitionIndexesRequest, GetPartitionIndexesResponse> {
  private final Catalog catalog;

  GetPartitionIndexes(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<GetPartitionIndexesRequest, GetPartitionIndexesResponse> model() {
    return GlueService.GET_PARTITION_INDEXES;
  }

  @Override
  public AccessRule<GetPartitionIndexesRequest> access() {
    return (input, call) ->
        CatalogAccess.table(
            "glue:GetPartitionIndexes",
            call.region(),
            call.account(),
            input.databaseName(),
            input.tableName());
  }

  @Override
  public GetPartitionIndexesResponse apply(GetPartitionIndexesRequest input, Call call) {
    Names.checkCatalog(input.catalogId(), call.account());
    catalog
        .ledger()
        .read(tx -> TableRows.load(tx, call.region(), input.databaseName(), input.tableName()));
    return GetPartitionIndexesResponse.builder().partitionIndexDescriptorList(List.of()).build();
  }
}
