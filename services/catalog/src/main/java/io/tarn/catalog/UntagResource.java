package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.UntagResourceRequest;
import io.tarn.api.glue.UntagResourceResponse;

/** Takes tags off. */
final class UntagResource implements Operation<UntagResourceRequest, UntagResourceResponse> {
  private final Catalog catalog;

  UntagResource(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<UntagResourceRequest, UntagResourceResponse> model() {
    return GlueService.UNTAG_RESOURCE;
  }

  @Override
  public AccessRule<UntagResourceRequest> access() {
    return AccessRule.on("glue:UntagResource", (input, call) -> input.resourceArn());
  }

  @Override
  public UntagResourceResponse apply(UntagResourceRequest input, Call call) {
    catalog
        .ledger()
        .commit(
            tx -> {
              Tags.check(tx, call, input.resourceArn());
              Tags.remove(tx, call.region(), input.resourceArn(), input.tagsToRemove());
              return input.resourceArn();
            });
    return UntagResourceResponse.builder().build();
  }
}
