package io.tarn.monitoring;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.logs.ListTagsForResourceRequest;
import io.tarn.api.logs.ListTagsForResourceResponse;
import io.tarn.api.logs.LogsService;

/** Lists the tags of a group. */
final class ListTagsForResource
    implements Operation<ListTagsForResourceRequest, ListTagsForResourceResponse> {
  private final Logs logs;

  ListTagsForResource(Logs logs) {
    this.logs = logs;
  }

  @Override
  public OperationModel<ListTagsForResourceRequest, ListTagsForResourceResponse> model() {
    return LogsService.LIST_TAGS_FOR_RESOURCE;
  }

  @Override
  public AccessRule<ListTagsForResourceRequest> access() {
    return Logs.onGroup(
        "logs:ListTagsForResource",
        (ListTagsForResourceRequest input) -> Logs.nameOfArn(input.resourceArn()));
  }

  @Override
  public ListTagsForResourceResponse apply(ListTagsForResourceRequest input, Call call) {

    return ListTagsForResourceResponse.builder()
        .tags(Tags.read(logs.load(call, Logs.nameOfArn(input.resourceArn())).tags()))
        .build();
  }
}
