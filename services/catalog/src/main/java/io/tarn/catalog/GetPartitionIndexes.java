package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.GetPartitionIndexesRequest;
import io.tarn.api.glue.GetPartitionIndexesResponse;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.PartitionIndexDescriptor;
import java.util.List;

/** Lists a table's partition indexes. */
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
    List<PartitionIndexDescriptor> descriptors =
        catalog
            .ledger()
            .read(
                tx -> {
                  TableRow table =
                      TableRows.load(tx, call.region(), input.databaseName(), input.tableName());
                  return PartitionIndexes.list(tx, table.id()).stream()
                      .map(index -> PartitionIndexes.describe(index, table))
                      .toList();
                });
    return GetPartitionIndexesResponse.builder().partitionIndexDescriptorList(descriptors).build();
  }
}
