package io.tarn.monitoring;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.logs.LogsService;
import io.tarn.api.logs.TagLogGroupRequest;
import io.tarn.api.logs.TagLogGroupResponse;
import java.util.TreeMap;

/** Sets tags of a group. */
final class TagLogGroup implements Operation<TagLogGroupRequest, TagLogGroupResponse> {
  private final Logs logs;

  TagLogGroup(Logs logs) {
    this.logs = logs;
  }

  @Override
  public OperationModel<TagLogGroupRequest, TagLogGroupResponse> model() {
    return LogsService.TAG_LOG_GROUP;
  }

  @Override
  public AccessRule<TagLogGroupRequest> access() {
    return Logs.onGroup("logs:TagLogGroup", TagLogGroupRequest::logGroupName);
  }

  @Override
  public TagLogGroupResponse apply(TagLogGroupRequest input, Call call) {

    logs.ledger()
        .commit(
            tx -> {
              GroupRow group = GroupRow.load(tx, call.region(), input.logGroupName());
              TreeMap<String, String> tags = Tags.read(group.tags());
              tags.putAll(input.tags());
              group.setTags(tx, tags);
              return group;
            });
    return TagLogGroupResponse.builder().build();
  }
}
