package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.GetResourcePolicyRequest;
import io.tarn.api.glue.GetResourcePolicyResponse;
import io.tarn.api.glue.GluePolicy;
import io.tarn.api.glue.GlueService;

/** Shows the catalog's resource policy. */
final class GetResourcePolicy
    implements Operation<GetResourcePolicyRequest, GetResourcePolicyResponse> {
  private final Catalog catalog;

  GetResourcePolicy(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<GetResourcePolicyRequest, GetResourcePolicyResponse> model() {
    return GlueService.GET_RESOURCE_POLICY;
  }

  @Override
  public AccessRule<GetResourcePolicyRequest> access() {
    return (input, call) ->
        CatalogAccess.catalog("glue:GetResourcePolicy", call.region(), call.account());
  }

  @Override
  public GetResourcePolicyResponse apply(GetResourcePolicyRequest input, Call call) {
    if (input.resourceArn() != null
        && !input.resourceArn().equals(CatalogAccess.catalogArn(call.region(), call.account()))) {
      throw CatalogPolicy.notFound();
    }
    GluePolicy policy = catalog.ledger().read(tx -> CatalogPolicy.load(tx, call.region()));
    return GetResourcePolicyResponse.builder()
        .policyInJson(policy.policyInJson())
        .policyHash(policy.policyHash())
        .createTime(policy.createTime())
        .updateTime(policy.updateTime())
        .build();
  }
}
