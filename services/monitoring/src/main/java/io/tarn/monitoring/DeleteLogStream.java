package io.tarn.monitoring;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.logs.DeleteLogStreamRequest;
import io.tarn.api.logs.DeleteLogStreamResponse;
import io.tarn.api.logs.LogsService;

/** Removes a log stream at once; its events are purged by a task. */
final class DeleteLogStream implements Operation<DeleteLogStreamRequest, DeleteLogStreamResponse> {
  private final Logs logs;

  DeleteLogStream(Logs logs) {
    this.logs = logs;
  }

  @Override
  public OperationModel<DeleteLogStreamRequest, DeleteLogStreamResponse> model() {
    return LogsService.DELETE_LOG_STREAM;
  }

  @Override
  public AccessRule<DeleteLogStreamRequest> access() {
    return Logs.onStream(
        "logs:DeleteLogStream",
        DeleteLogStreamRequest::logGroupName,
        DeleteLogStreamRequest::logStreamName);
  }

  @Override
  public DeleteLogStreamResponse apply(DeleteLogStreamRequest input, Call call) {

    logs.ledger()
        .commit(
            tx -> {
              GroupRow group = GroupRow.load(tx, call.region(), input.logGroupName());
              StreamRow stream = StreamRow.load(tx, group, input.logStreamName());
              stream.delete(tx);
              Retention.purgeStream(tx, stream, call.now(), call.traceId());
              return input;
            });
    return DeleteLogStreamResponse.builder().build();
  }
}
