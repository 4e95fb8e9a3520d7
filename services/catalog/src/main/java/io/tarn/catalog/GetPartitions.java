package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.GetPartitionsRequest;
import io.tarn.api.glue.GetPartitionsResponse;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.Partition;
import io.tarn.api.glue.StorageDescriptor;
import java.util.List;

/** Lists the partitions that an expression admits, also by segments. */
final class GetPartitions implements Operation<GetPartitionsRequest, GetPartitionsResponse> {
  private final Catalog catalog;

  GetPartitions(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<GetPartitionsRequest, GetPartitionsResponse> model() {
    return GlueService.GET_PARTITIONS;
  }

  @Override
  public AccessRule<GetPartitionsRequest> access() {
    return (input, call) ->
        CatalogAccess.table(
            "glue:GetPartitions",
            call.region(),
            call.account(),
            input.databaseName(),
            input.tableName());
  }

  @Override
  public GetPartitionsResponse apply(GetPartitionsRequest input, Call call) {
    Names.checkCatalog(input.catalogId(), call.account());
    Names.refuse(input.queryAsOfTime(), "QueryAsOfTime");
    Names.refuse(input.transactionId(), "TransactionId");
    PartitionListing listing =
        new PartitionListing(
            "GetPartitions",
            input.databaseName(),
            input.tableName(),
            input.expression(),
            input.segment());
    PartitionListing.Answer answer =
        listing.page(catalog, call, input.maxResults(), input.nextToken());
    List<Partition> partitions =
        Boolean.TRUE.equals(input.excludeColumnSchema())
            ? answer.partitions().stream().map(GetPartitions::withoutColumns).toList()
            : answer.partitions();
    return GetPartitionsResponse.builder()
        .partitions(partitions)
        .nextToken(answer.nextToken())
        .build();
  }

  private static Partition withoutColumns(Partition partition) {
    StorageDescriptor storage = partition.storageDescriptor();
    return storage == null
        ? partition
        : partition.toBuilder()
            .storageDescriptor(storage.toBuilder().columns(List.of()).build())
            .build();
  }
}
