package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.GetCatalogRequest;
import io.tarn.api.glue.GetCatalogResponse;
import io.tarn.api.glue.GlueService;

/** Describes the one catalog of this account. */
final class GetCatalog implements Operation<GetCatalogRequest, GetCatalogResponse> {
  @Override
  public OperationModel<GetCatalogRequest, GetCatalogResponse> model() {
    return GlueService.GET_CATALOG;
  }

  @Override
  public AccessRule<GetCatalogRequest> access() {
    return (input, call) -> CatalogAccess.catalog("glue:GetCatalog", call.region(), call.account());
  }

  @Override
  public GetCatalogResponse apply(GetCatalogRequest input, Call call) {
    Names.checkCatalog(input.catalogId(), call.account());
    return GetCatalogResponse.builder().catalog(OwnCatalog.describe(call)).build();
  }
}
