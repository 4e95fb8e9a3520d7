package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.PageTokens;
import io.tarn.api.glue.GetResourcePoliciesRequest;
import io.tarn.api.glue.GetResourcePoliciesResponse;
import io.tarn.api.glue.GluePolicy;
import io.tarn.api.glue.GlueService;
import java.util.List;

/** Lists the resource policies of this region: the catalog's, if it has one. */
final class GetResourcePolicies
    implements Operation<GetResourcePoliciesRequest, GetResourcePoliciesResponse> {
  private final Catalog catalog;

  GetResourcePolicies(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<GetResourcePoliciesRequest, GetResourcePoliciesResponse> model() {
    return GlueService.GET_RESOURCE_POLICIES;
  }

  @Override
  public AccessRule<GetResourcePoliciesRequest> access() {
    return (input, call) ->
        CatalogAccess.catalog("glue:GetResourcePolicies", call.region(), call.account());
  }

  @Override
  public GetResourcePoliciesResponse apply(GetResourcePoliciesRequest input, Call call) {
    PageTokens.open(input.nextToken(), GlueError.INVALID_INPUT, "GetResourcePolicies");
    List<GluePolicy> policies =
        catalog.ledger().read(tx -> CatalogPolicy.find(tx, call.region())).stream().toList();
    return GetResourcePoliciesResponse.builder().getResourcePoliciesResponseList(policies).build();
  }
}
