package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.GetUnfilteredPartitionsMetadataRequest;
import io.tarn.api.glue.GetUnfilteredPartitionsMetadataResponse;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.UnfilteredPartition;
import java.util.List;

/** Lists partitions for an engine that would filter their rows. */
final class GetUnfilteredPartitionsMetadata
    implements Operation<
        GetUnfilteredPartitionsMetadataRequest, GetUnfilteredPartitionsMetadataResponse> {
  private final Catalog catalog;

  GetUnfilteredPartitionsMetadata(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<
          GetUnfilteredPartitionsMetadataRequest, GetUnfilteredPartitionsMetadataResponse>
      model() {
    return GlueService.GET_UNFILTERED_PARTITIONS_METADATA;
  }

  @Override
  public AccessRule<GetUnfilteredPartitionsMetadataRequest> access() {
    return (input, call) ->
        CatalogAccess.table(
            "glue:GetUnfilteredPartitionsMetadata",
            call.region(),
            call.account(),
            input.databaseName(),
            input.tableName());
  }

  @Override
  public GetUnfilteredPartitionsMetadataResponse apply(
      GetUnfilteredPartitionsMetadataRequest input, Call call) {
    Names.checkCatalog(input.catalogId(), call.account());
    PartitionListing listing =
        new PartitionListing(
            "GetUnfilteredPartitionsMetadata",
            input.databaseName(),
            input.tableName(),
            input.expression(),
            input.segment());
    PartitionListing.Answer answer =
        listing.page(catalog, call, input.maxResults(), input.nextToken());
    List<String> columns = OwnCatalog.columns(answer.table());
    List<UnfilteredPartition> partitions =
        answer.partitions().stream()
            .map(
                partition ->
                    UnfilteredPartition.builder()
                        .partition(partition)
                        .authorizedColumns(columns)
                        .isRegisteredWithLakeFormation(false)
                        .build())
            .toList();
    return GetUnfilteredPartitionsMetadataResponse.builder()
        .unfilteredPartitions(partitions)
        .nextToken(answer.nextToken())
        .build();
  }
}
