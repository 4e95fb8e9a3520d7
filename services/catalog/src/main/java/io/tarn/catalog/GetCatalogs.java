package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.PageTokens;
import io.tarn.api.glue.GetCatalogsRequest;
import io.tarn.api.glue.GetCatalogsResponse;
import io.tarn.api.glue.GlueService;
import java.util.List;

/** Lists the catalogs below the one of this account: none. The one itself is listed on demand. */
final class GetCatalogs implements Operation<GetCatalogsRequest, GetCatalogsResponse> {
  @Override
  public OperationModel<GetCatalogsRequest, GetCatalogsResponse> model() {
    return GlueService.GET_CATALOGS;
  }

  @Override
  public AccessRule<GetCatalogsRequest> access() {
    return (input, call) ->
        CatalogAccess.catalog("glue:GetCatalogs", call.region(), call.account());
  }

  @Override
  public GetCatalogsResponse apply(GetCatalogsRequest input, Call call) {
    Names.checkCatalog(input.parentCatalogId(), call.account());
    PageTokens.open(input.nextToken(), GlueError.INVALID_INPUT, "GetCatalogs");
    return GetCatalogsResponse.builder()
        .catalogList(
            Boolean.TRUE.equals(input.includeRoot())
                ? List.of(OwnCatalog.describe(call))
                : List.of())
        .build();
  }
}
