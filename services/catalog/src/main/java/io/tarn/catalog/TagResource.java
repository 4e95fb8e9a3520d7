package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.TagResourceRequest;
import io.tarn.api.glue.TagResourceResponse;

/** Puts tags on a crawler, database or table. */
final class TagResource implements Operation<TagResourceRequest, TagResourceResponse> {
  private final Catalog catalog;

  TagResource(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<TagResourceRequest, TagResourceResponse> model() {
    return GlueService.TAG_RESOURCE;
  }

  @Override
  public AccessRule<TagResourceRequest> access() {
    return AccessRule.on("glue:TagResource", (input, call) -> input.resourceArn());
  }

  @Override
  public TagResourceResponse apply(TagResourceRequest input, Call call) {
    catalog
        .ledger()
        .commit(
            tx -> {
              Tags.check(tx, call, input.resourceArn());
              Tags.put(tx, call.region(), input.resourceArn(), input.tagsToAdd());
              return input.resourceArn();
            });
    return TagResourceResponse.builder().build();
  }
}
