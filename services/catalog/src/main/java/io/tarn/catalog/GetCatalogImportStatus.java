package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.CatalogImportStatus;
import io.tarn.api.glue.GetCatalogImportStatusRequest;
import io.tarn.api.glue.GetCatalogImportStatusResponse;
import io.tarn.api.glue.GlueService;

/** Says that there is no catalog of Athena's own to import. */
final class GetCatalogImportStatus
    implements Operation<GetCatalogImportStatusRequest, GetCatalogImportStatusResponse> {
  @Override
  public OperationModel<GetCatalogImportStatusRequest, GetCatalogImportStatusResponse> model() {
    return GlueService.GET_CATALOG_IMPORT_STATUS;
  }

  @Override
  public AccessRule<GetCatalogImportStatusRequest> access() {
    return (input, call) ->
        CatalogAccess.catalog("glue:GetCatalogImportStatus", call.region(), call.account());
  }

  @Override
  public GetCatalogImportStatusResponse apply(GetCatalogImportStatusRequest input, Call call) {
    Names.checkCatalog(input.catalogId(), call.account());
    return GetCatalogImportStatusResponse.builder()
        .importStatus(CatalogImportStatus.builder().importCompleted(true).build())
        .build();
  }
}
