package io.tarn.monitoring;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.logs.CreateLogStreamRequest;
import io.tarn.api.logs.CreateLogStreamResponse;
import io.tarn.api.logs.LogsService;

/** Makes a log stream. */
final class CreateLogStream implements Operation<CreateLogStreamRequest, CreateLogStreamResponse> {
  private final Logs logs;

  CreateLogStream(Logs logs) {
    this.logs = logs;
  }

  @Override
  public OperationModel<CreateLogStreamRequest, CreateLogStreamResponse> model() {
    return LogsService.CREATE_LOG_STREAM;
  }

  @Override
  public AccessRule<CreateLogStreamRequest> access() {
    return Logs.onGroup("logs:CreateLogStream", CreateLogStreamRequest::logGroupName);
  }

  @Override
  public CreateLogStreamResponse apply(CreateLogStreamRequest input, Call call) {

    if (input.logStreamName().matches(".*[:*].*")) {
      throw LogsError.INVALID.error(
          "1 validation error detected: Value '%s' at 'logStreamName' failed to satisfy constraint: Member must satisfy regular expression pattern: [^:*]*"
              .formatted(input.logStreamName()));
    }
    logs.ledger()
        .commit(
            tx -> {
              GroupRow group = GroupRow.load(tx, call.region(), input.logGroupName());
              if (!StreamRow.insert(tx, group, input.logStreamName(), call.now().toEpochMilli())) {
                throw LogsError.EXISTS.error("The specified log stream already exists");
              }
              return input;
            });
    return CreateLogStreamResponse.builder().build();
  }
}
