package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.GetTagsRequest;
import io.tarn.api.glue.GetTagsResponse;
import io.tarn.api.glue.GlueService;

/** Shows the tags of a resource. */
final class GetTags implements Operation<GetTagsRequest, GetTagsResponse> {
  private final Catalog catalog;

  GetTags(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<GetTagsRequest, GetTagsResponse> model() {
    return GlueService.GET_TAGS;
  }

  @Override
  public AccessRule<GetTagsRequest> access() {
    return AccessRule.on("glue:GetTags", (input, call) -> input.resourceArn());
  }

  @Override
  public GetTagsResponse apply(GetTagsRequest input, Call call) {
    return catalog
        .ledger()
        .read(
            tx -> {
              Tags.check(tx, call, input.resourceArn());
              return GetTagsResponse.builder()
                  .tags(Tags.find(tx, call.region(), input.resourceArn()))
                  .build();
            });
  }
}
