package io.tarn.monitoring;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.logs.LogsService;
import io.tarn.api.logs.PutRetentionPolicyRequest;
import io.tarn.api.logs.PutRetentionPolicyResponse;

/** Sets how many days a group keeps its events. */
final class PutRetentionPolicy
    implements Operation<PutRetentionPolicyRequest, PutRetentionPolicyResponse> {
  private final Logs logs;

  PutRetentionPolicy(Logs logs) {
    this.logs = logs;
  }

  @Override
  public OperationModel<PutRetentionPolicyRequest, PutRetentionPolicyResponse> model() {
    return LogsService.PUT_RETENTION_POLICY;
  }

  @Override
  public AccessRule<PutRetentionPolicyRequest> access() {
    return Logs.onGroup("logs:PutRetentionPolicy", PutRetentionPolicyRequest::logGroupName);
  }

  @Override
  public PutRetentionPolicyResponse apply(PutRetentionPolicyRequest input, Call call) {

    int days = input.retentionInDays();
    if (!logs.limits().retentions().contains(days)) {
      throw LogsError.INVALID.error(
          "1 validation error detected: Value '%d' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: %s"
              .formatted(days, logs.limits().retentions()));
    }
    logs.ledger()
        .commit(
            tx -> {
              GroupRow group = GroupRow.load(tx, call.region(), input.logGroupName());
              group.setRetention(tx, days);
              Retention.expireFrom(tx, group, call.now(), call.traceId());
              return group;
            });
    return PutRetentionPolicyResponse.builder().build();
  }
}
