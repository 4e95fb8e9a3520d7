package io.tarn.monitoring;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.logs.LogsService;
import io.tarn.api.logs.UntagLogGroupRequest;
import io.tarn.api.logs.UntagLogGroupResponse;
import java.util.TreeMap;

/** Removes tags of a group. */
final class UntagLogGroup implements Operation<UntagLogGroupRequest, UntagLogGroupResponse> {
  private final Logs logs;

  UntagLogGroup(Logs logs) {
    this.logs = logs;
  }

  @Override
  public OperationModel<UntagLogGroupRequest, UntagLogGroupResponse> model() {
    return LogsService.UNTAG_LOG_GROUP;
  }

  @Override
  public AccessRule<UntagLogGroupRequest> access() {
    return Logs.onGroup("logs:UntagLogGroup", UntagLogGroupRequest::logGroupName);
  }

  @Override
  public UntagLogGroupResponse apply(UntagLogGroupRequest input, Call call) {

    logs.ledger()
        .commit(
            tx -> {
              GroupRow group = GroupRow.load(tx, call.region(), input.logGroupName());
              TreeMap<String, String> tags = Tags.read(group.tags());
              tags.keySet().removeAll(input.tags());
              group.setTags(tx, tags);
              return group;
            });
    return UntagLogGroupResponse.builder().build();
  }
}
