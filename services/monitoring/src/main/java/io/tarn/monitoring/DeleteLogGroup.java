package io.tarn.monitoring;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.logs.DeleteLogGroupRequest;
import io.tarn.api.logs.DeleteLogGroupResponse;
import io.tarn.api.logs.LogsService;

/** Removes a log group at once; its events are purged by a task. */
final class DeleteLogGroup implements Operation<DeleteLogGroupRequest, DeleteLogGroupResponse> {
  private final Logs logs;

  DeleteLogGroup(Logs logs) {
    this.logs = logs;
  }

  @Override
  public OperationModel<DeleteLogGroupRequest, DeleteLogGroupResponse> model() {
    return LogsService.DELETE_LOG_GROUP;
  }

  @Override
  public AccessRule<DeleteLogGroupRequest> access() {
    return Logs.onGroup("logs:DeleteLogGroup", DeleteLogGroupRequest::logGroupName);
  }

  @Override
  public DeleteLogGroupResponse apply(DeleteLogGroupRequest input, Call call) {

    logs.ledger()
        .commit(
            tx -> {
              GroupRow group = GroupRow.load(tx, call.region(), input.logGroupName());
              group.delete(tx);
              Retention.purgeGroup(tx, group, call.now(), call.traceId());
              return input;
            });
    return DeleteLogGroupResponse.builder().build();
  }
}
