package io.tarn.monitoring;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.logs.InputLogEvent;
import io.tarn.api.logs.LogsService;
import io.tarn.api.logs.PutLogEventsRequest;
import io.tarn.api.logs.PutLogEventsResponse;
import io.tarn.api.logs.RejectedLogEventsInfo;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes events into a stream. */
final class PutLogEvents implements Operation<PutLogEventsRequest, PutLogEventsResponse> {
  private final Logs logs;

  PutLogEvents(Logs logs) {
    this.logs = logs;
  }

  @Override
  public OperationModel<PutLogEventsRequest, PutLogEventsResponse> model() {
    return LogsService.PUT_LOG_EVENTS;
  }

  @Override
  public AccessRule<PutLogEventsRequest> access() {
    return Logs.onStream(
        "logs:PutLogEvents", PutLogEventsRequest::logGroupName, PutLogEventsRequest::logStreamName);
  }

  @Override
  public PutLogEventsResponse apply(PutLogEventsRequest input, Call call) {

    LogsError.refuse("entity", input.entity());
    List<InputLogEvent> events = input.logEvents();
    check(events);
    long now = call.now().toEpochMilli();
    StreamRow stream =
        logs.ledger()
            .read(
                tx ->
                    StreamRow.load(
                        tx,
                        GroupRow.load(tx, call.region(), input.logGroupName()),
                        input.logStreamName()));
    int retention = logs.load(call, input.logGroupName()).retention();
    Range range = range(events, now, retention);
    for (int from = range.first(); from < range.end(); from += logs.limits().commitRows()) {
      int to = Math.min(range.end(), from + logs.limits().commitRows());
      List<EventRows.Fresh> batch =
          events.subList(from, to).stream()
              .map(event -> new EventRows.Fresh(event.timestamp(), event.message()))
              .toList();
      logs.ledger()
          .commit(
              tx -> {
                GroupRow group = GroupRow.load(tx, call.region(), input.logGroupName());
                EventRows.insert(tx, StreamRow.load(tx, group, input.logStreamName()), batch, now);
                return batch;
              });
    }
    PutLogEventsResponse.Builder answer =
        PutLogEventsResponse.builder().nextSequenceToken(Long.toString(stream.id()));
    if (range.rejected() != null) {
      answer.rejectedLogEventsInfo(range.rejected());
    }
    return answer.build();
  }

  /** The events that are taken, and what is said of the others. */
  private record Range(int first, int end, @Nullable RejectedLogEventsInfo rejected) {}

  private void check(List<InputLogEvent> events) {
    Limits limits = logs.limits();
    if (events.size() > limits.batchEvents()) {
      throw LogsError.INVALID.error(
          "Log events in a single PutLogEvents request cannot be more than "
              + limits.batchEvents());
    }
    long bytes = 0;
    long last = Long.MIN_VALUE;
    for (InputLogEvent event : events) {
      if (event.timestamp() < last) {
        throw LogsError.INVALID.error(
            "Log events in a single PutLogEvents request must be in chronological order.");
      }
      last = event.timestamp();
      bytes += event.message().getBytes(StandardCharsets.UTF_8).length + limits.eventOverhead();
    }
    if (bytes > limits.batchBytes()) {
      throw LogsError.INVALID.error(
          "Upload too large: %d bytes exceeds limit of %d".formatted(bytes, limits.batchBytes()));
    }
    if (!events.isEmpty() && last - events.getFirst().timestamp() > limits.batchSpan().toMillis()) {
      throw LogsError.INVALID.error(
          "The batch of log events in a single PutLogEvents request cannot span more than 24"
              + " hours.");
    }
  }

  private Range range(List<InputLogEvent> events, long now, int retention) {
    long oldest = now - logs.limits().past().toMillis();
    long expired = retention > 0 ? now - Duration.ofDays(retention).toMillis() : Long.MIN_VALUE;
    long newest = now + logs.limits().future().toMillis();
    int tooOld = 0;
    int gone = 0;
    int end = events.size();
    for (int i = 0; i < events.size(); i++) {
      long at = events.get(i).timestamp();
      if (at < expired) {
        gone = i + 1;
      }
      if (at < oldest) {
        tooOld = i + 1;
      }
      if (at > newest && end == events.size()) {
        end = i;
      }
    }
    if (tooOld == 0 && gone == 0 && end == events.size()) {
      return new Range(0, end, null);
    }
    RejectedLogEventsInfo.Builder rejected = RejectedLogEventsInfo.builder();
    if (gone > 0) {
      rejected.expiredLogEventEndIndex(gone);
    }
    if (tooOld > 0) {
      rejected.tooOldLogEventEndIndex(tooOld);
    }
    if (end < events.size()) {
      rejected.tooNewLogEventStartIndex(end);
    }
    return new Range(Math.max(tooOld, gone), end, rejected.build());
  }
}
