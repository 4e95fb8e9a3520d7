package io.tarn.monitoring;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.logs.ListTagsLogGroupRequest;
import io.tarn.api.logs.ListTagsLogGroupResponse;
import io.tarn.api.logs.LogsService;

/** Lists the tags of a group. */
final class ListTagsLogGroup
    implements Operation<ListTagsLogGroupRequest, ListTagsLogGroupResponse> {
  private final Logs logs;

  ListTagsLogGroup(Logs logs) {
    this.logs = logs;
  }

  @Override
  public OperationModel<ListTagsLogGroupRequest, ListTagsLogGroupResponse> model() {
    return LogsService.LIST_TAGS_LOG_GROUP;
  }

  @Override
  public AccessRule<ListTagsLogGroupRequest> access() {
    return Logs.onGroup("logs:ListTagsLogGroup", ListTagsLogGroupRequest::logGroupName);
  }

  @Override
  public ListTagsLogGroupResponse apply(ListTagsLogGroupRequest input, Call call) {

    return ListTagsLogGroupResponse.builder()
        .tags(Tags.read(logs.load(call, input.logGroupName()).tags()))
        .build();
  }
}
