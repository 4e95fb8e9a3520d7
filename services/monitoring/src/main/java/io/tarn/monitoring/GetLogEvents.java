package io.tarn.monitoring;

import static java.util.Objects.requireNonNullElse;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.PageTokens;
import io.tarn.api.logs.GetLogEventsRequest;
import io.tarn.api.logs.GetLogEventsResponse;
import io.tarn.api.logs.LogsService;
import io.tarn.api.logs.OutputLogEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Reads a stream forwards or backwards from a place. */
final class GetLogEvents implements Operation<GetLogEventsRequest, GetLogEventsResponse> {
  private final Logs logs;

  GetLogEvents(Logs logs) {
    this.logs = logs;
  }

  @Override
  public OperationModel<GetLogEventsRequest, GetLogEventsResponse> model() {
    return LogsService.GET_LOG_EVENTS;
  }

  @Override
  public AccessRule<GetLogEventsRequest> access() {
    return Logs.onStream(
        "logs:GetLogEvents",
        (GetLogEventsRequest input) -> Logs.name(input.logGroupName(), input.logGroupIdentifier()),
        GetLogEventsRequest::logStreamName);
  }

  @Override
  public GetLogEventsResponse apply(GetLogEventsRequest input, Call call) {

    String name = Logs.required(Logs.name(input.logGroupName(), input.logGroupIdentifier()));
    long from = requireNonNullElse(input.startTime(), Long.MIN_VALUE);
    long to = requireNonNullElse(input.endTime(), Long.MAX_VALUE);
    int limit =
        Math.min(
            logs.limits().pageEvents(),
            requireNonNullElse(input.limit(), logs.limits().pageEvents()));
    Object[] binding = {"GetLogEvents", call.region(), name, input.logStreamName()};
    String token = input.nextToken();
    boolean forward =
        token == null ? Boolean.TRUE.equals(input.startFromHead()) : token.startsWith("f/");
    EventRows.Position position =
        token == null
            ? forward ? EventRows.Position.START : EventRows.Position.END
            : open(token, binding);
    List<EventRows.Event> events =
        new ArrayList<>(
            logs.ledger()
                .read(
                    tx -> {
                      GroupRow group = GroupRow.load(tx, call.region(), name);
                      StreamRow stream = StreamRow.load(tx, group, input.logStreamName());
                      return forward
                          ? EventRows.after(tx, stream, position, from, to, limit)
                          : EventRows.before(tx, stream, position, from, to, limit);
                    }));
    bound(events);
    if (!forward) {
      Collections.reverse(events);
    }
    EventRows.Position first =
        events.isEmpty() ? position : EventRows.Position.of(events.getFirst());
    EventRows.Position last = events.isEmpty() ? position : EventRows.Position.of(events.getLast());
    return GetLogEventsResponse.builder()
        .events(events.stream().map(GetLogEvents::toOutput).toList())
        .nextForwardToken("f/" + PageTokens.seal(last.text(), binding))
        .nextBackwardToken("b/" + PageTokens.seal(first.text(), binding))
        .build();
  }

  private static EventRows.Position open(String token, Object[] binding) {
    if (!token.startsWith("f/") && !token.startsWith("b/")) {
      throw LogsError.INVALID.error("The specified nextToken is invalid.");
    }
    String position = PageTokens.open(token.substring(2), LogsError.INVALID, binding);
    if (position == null) {
      throw LogsError.INVALID.error("The specified nextToken is invalid.");
    }
    return EventRows.Position.parse(position);
  }

  /** An answer holds about a megabyte, and at least one event. */
  private void bound(List<EventRows.Event> events) {
    long bytes = 0;
    for (int i = 0; i < events.size(); i++) {
      bytes += events.get(i).message().length();
      if (bytes > logs.limits().pageBytes() && i > 0) {
        events.subList(i, events.size()).clear();
      }
    }
  }

  private static OutputLogEvent toOutput(EventRows.Event event) {
    return OutputLogEvent.builder()
        .timestamp(event.at())
        .message(event.message())
        .ingestionTime(event.ingested())
        .build();
  }
}
