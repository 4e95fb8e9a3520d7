package io.tarn.monitoring;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.logs.CreateLogGroupRequest;
import io.tarn.api.logs.CreateLogGroupResponse;
import io.tarn.api.logs.LogsService;
import java.util.Map;

/** Makes a log group. */
final class CreateLogGroup implements Operation<CreateLogGroupRequest, CreateLogGroupResponse> {
  private final Logs logs;

  CreateLogGroup(Logs logs) {
    this.logs = logs;
  }

  @Override
  public OperationModel<CreateLogGroupRequest, CreateLogGroupResponse> model() {
    return LogsService.CREATE_LOG_GROUP;
  }

  @Override
  public AccessRule<CreateLogGroupRequest> access() {
    return Logs.onGroup("logs:CreateLogGroup", CreateLogGroupRequest::logGroupName);
  }

  @Override
  public CreateLogGroupResponse apply(CreateLogGroupRequest input, Call call) {

    LogsError.refuse("kmsKeyId", input.kmsKeyId());
    if (input.logGroupClass() != null && !input.logGroupClass().equals("STANDARD")) {
      throw LogsError.missing("logGroupClass " + input.logGroupClass());
    }
    if (Boolean.TRUE.equals(input.deletionProtectionEnabled())) {
      throw LogsError.missing("deletionProtectionEnabled");
    }
    Map<String, String> tags = input.tags() == null ? Map.of() : input.tags();
    logs.ledger()
        .commit(
            tx -> {
              if (!GroupRow.insert(
                  tx, call.region(), input.logGroupName(), call.now().toEpochMilli(), tags)) {
                throw LogsError.EXISTS.error("The specified log group already exists");
              }
              return input;
            });
    return CreateLogGroupResponse.builder().build();
  }
}
