package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.GetUnfilteredPartitionMetadataRequest;
import io.tarn.api.glue.GetUnfilteredPartitionMetadataResponse;
import io.tarn.api.glue.GlueService;

/** Describes a partition to an engine that would filter its rows. */
final class GetUnfilteredPartitionMetadata
    implements Operation<
        GetUnfilteredPartitionMetadataRequest, GetUnfilteredPartitionMetadataResponse> {
  private final Catalog catalog;

  GetUnfilteredPartitionMetadata(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<
          GetUnfilteredPartitionMetadataRequest, GetUnfilteredPartitionMetadataResponse>
      model() {
    return GlueService.GET_UNFILTERED_PARTITION_METADATA;
  }

  @Override
  public AccessRule<GetUnfilteredPartitionMetadataRequest> access() {
    return (input, call) ->
        CatalogAccess.table(
            "glue:GetUnfilteredPartitionMetadata",
            call.region(),
            call.account(),
            input.databaseName(),
            input.tableName());
  }

  @Override
  public GetUnfilteredPartitionMetadataResponse apply(
      GetUnfilteredPartitionMetadataRequest input, Call call) {
    Names.checkCatalog(input.catalogId(), call.account());
    return catalog
        .ledger()
        .read(
            tx -> {
              TableRow row =
                  TableRows.load(tx, call.region(), input.databaseName(), input.tableName());
              return GetUnfilteredPartitionMetadataResponse.builder()
                  .partition(
                      PartitionRows.find(tx, row, input.partitionValues())
                          .orElseThrow(GlueError::partitionNotFound))
                  .authorizedColumns(OwnCatalog.columns(row))
                  .isRegisteredWithLakeFormation(false)
                  .build();
            });
  }
}
