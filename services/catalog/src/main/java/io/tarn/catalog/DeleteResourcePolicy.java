package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.DeleteResourcePolicyRequest;
import io.tarn.api.glue.DeleteResourcePolicyResponse;
import io.tarn.api.glue.GlueService;

/** Removes the catalog's resource policy. */
final class DeleteResourcePolicy
    implements Operation<DeleteResourcePolicyRequest, DeleteResourcePolicyResponse> {
  private final Catalog catalog;

  DeleteResourcePolicy(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<DeleteResourcePolicyRequest, DeleteResourcePolicyResponse> model() {
    return GlueService.DELETE_RESOURCE_POLICY;
  }

  @Override
  public AccessRule<DeleteResourcePolicyRequest> access() {
    return (input, call) ->
        CatalogAccess.catalog("glue:DeleteResourcePolicy", call.region(), call.account());
  }

  @Override
  public DeleteResourcePolicyResponse apply(DeleteResourcePolicyRequest input, Call call) {
    if (input.resourceArn() != null
        && !input.resourceArn().equals(CatalogAccess.catalogArn(call.region(), call.account()))) {
      throw CatalogPolicy.notFound();
    }
    catalog.ledger().commit(tx -> CatalogPolicy.delete(tx, call.region(), input));
    return DeleteResourcePolicyResponse.builder().build();
  }
}
