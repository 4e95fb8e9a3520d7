package io.tarn.monitoring;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.logs.DeleteRetentionPolicyRequest;
import io.tarn.api.logs.DeleteRetentionPolicyResponse;
import io.tarn.api.logs.LogsService;

/** Keeps the events of a group for ever from now on. */
final class DeleteRetentionPolicy
    implements Operation<DeleteRetentionPolicyRequest, DeleteRetentionPolicyResponse> {
  private final Logs logs;

  DeleteRetentionPolicy(Logs logs) {
    this.logs = logs;
  }

  @Override
  public OperationModel<DeleteRetentionPolicyRequest, DeleteRetentionPolicyResponse> model() {
    return LogsService.DELETE_RETENTION_POLICY;
  }

  @Override
  public AccessRule<DeleteRetentionPolicyRequest> access() {
    return Logs.onGroup("logs:DeleteRetentionPolicy", DeleteRetentionPolicyRequest::logGroupName);
  }

  @Override
  public DeleteRetentionPolicyResponse apply(DeleteRetentionPolicyRequest input, Call call) {

    logs.ledger()
        .commit(
            tx -> {
              GroupRow group = GroupRow.load(tx, call.region(), input.logGroupName());
              group.setRetention(tx, 0);
              tx.unschedule(Retention.EXPIRE, Long.toString(group.id()));
              return group;
            });
    return DeleteRetentionPolicyResponse.builder().build();
  }
}
