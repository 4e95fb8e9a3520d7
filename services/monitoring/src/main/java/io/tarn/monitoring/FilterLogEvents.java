package io.tarn.monitoring;

import static java.util.Objects.requireNonNullElse;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.PageTokens;
import io.tarn.api.logs.FilterLogEventsRequest;
import io.tarn.api.logs.FilterLogEventsResponse;
import io.tarn.api.logs.FilteredLogEvent;
import io.tarn.api.logs.LogsService;
import io.tarn.ledger.Sql;
import io.tarn.ledger.Tx;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds events of a group by their words. */
final class FilterLogEvents implements Operation<FilterLogEventsRequest, FilterLogEventsResponse> {
  private final Logs logs;

  FilterLogEvents(Logs logs) {
    this.logs = logs;
  }

  @Override
  public OperationModel<FilterLogEventsRequest, FilterLogEventsResponse> model() {
    return LogsService.FILTER_LOG_EVENTS;
  }

  @Override
  public AccessRule<FilterLogEventsRequest> access() {
    return Logs.onGroup(
        "logs:FilterLogEvents",
        (FilterLogEventsRequest input) ->
            Logs.name(input.logGroupName(), input.logGroupIdentifier()));
  }

  @Override
  public FilterLogEventsResponse apply(FilterLogEventsRequest input, Call call) {

    String name = Logs.required(Logs.name(input.logGroupName(), input.logGroupIdentifier()));
    if (input.logStreamNames() != null && input.logStreamNamePrefix() != null) {
      throw LogsError.INVALID.error(
          "Only one of logStreamNames and logStreamNamePrefix may be given");
    }
    FilterPattern pattern = FilterPattern.parse(input.filterPattern());
    Object[] binding = {
      "FilterLogEvents",
      call.region(),
      name,
      String.valueOf(input.filterPattern()),
      String.valueOf(input.logStreamNames()),
      String.valueOf(input.logStreamNamePrefix()),
      String.valueOf(input.startTime()),
      String.valueOf(input.endTime())
    };
    String token = PageTokens.open(input.nextToken(), LogsError.INVALID, binding);
    EventRows.Position position =
        token == null ? EventRows.Position.START : EventRows.Position.parse(token);
    return logs.ledger().read(tx -> search(tx, input, name, pattern, position, binding, call));
  }

  private FilterLogEventsResponse search(
      Tx tx,
      FilterLogEventsRequest input,
      String name,
      FilterPattern pattern,
      EventRows.Position start,
      Object[] binding,
      Call call)
      throws SQLException {
    GroupRow group = GroupRow.load(tx, call.region(), name);
    Map<Long, String> streams = streams(tx, group, input);
    boolean every = input.logStreamNames() == null && input.logStreamNamePrefix() == null;
    Limits limits = logs.limits();
    int limit =
        Math.min(limits.pageEvents(), requireNonNullElse(input.limit(), limits.pageEvents()));
    List<FilteredLogEvent> found = new ArrayList<>();
    EventRows.Position position = start;
    long bytes = 0;
    int scanned = 0;
    boolean more = true;
    while (more && scanned < limits.scanEvents()) {
      List<EventRows.Event> page =
          EventRows.ofGroup(
              tx,
              group,
              position,
              requireNonNullElse(input.startTime(), Long.MIN_VALUE),
              input.endTime() == null ? Long.MAX_VALUE : input.endTime() + 1,
              PAGE);
      scanned += page.size();
      more = page.size() == PAGE;
      for (EventRows.Event event : page) {
        position = EventRows.Position.of(event);
        String stream = every ? streamName(tx, streams, event) : streams.get(event.streamId());
        if (stream != null && pattern.matches(event.message())) {
          found.add(toFiltered(event, stream));
          bytes += event.message().length();
        }
        if (found.size() >= limit || bytes >= limits.pageBytes()) {
          return answer(found, PageTokens.seal(position.text(), binding));
        }
      }
    }
    return answer(found, more ? PageTokens.seal(position.text(), binding) : null);
  }

  private static FilterLogEventsResponse answer(
      List<FilteredLogEvent> found, @Nullable String token) {
    return FilterLogEventsResponse.builder()
        .events(found)
        .searchedLogStreams(List.of())
        .nextToken(token)
        .build();
  }

  /** The chosen streams by id. */
  private static Map<Long, String> streams(Tx tx, GroupRow group, FilterLogEventsRequest input)
      throws SQLException {
    Map<Long, String> chosen = new HashMap<>();
    if (input.logStreamNames() != null) {
      for (String stream : input.logStreamNames()) {
        StreamRow row = StreamRow.load(tx, group, stream);
        chosen.put(row.id(), row.name());
      }
    } else if (input.logStreamNamePrefix() != null) {
      for (StreamRow row : StreamRow.byName(tx, group, input.logStreamNamePrefix(), "", STREAMS)) {
        chosen.put(row.id(), row.name());
      }
    }
    return chosen;
  }

  /** Null for what is left of a deleted stream. */
  private static @Nullable String streamName(Tx tx, Map<Long, String> known, EventRows.Event event)
      throws SQLException {
    String name = known.get(event.streamId());
    if (name == null) {
      name =
          Sql.one(
                  tx,
                  "SELECT name FROM monitoring_stream WHERE id = ?",
                  row -> row.getString(1),
                  event.streamId())
              .orElse("");
      known.put(event.streamId(), name);
    }
    return name.isEmpty() ? null : name;
  }

  private static FilteredLogEvent toFiltered(EventRows.Event event, String stream) {
    return FilteredLogEvent.builder()
        .logStreamName(stream)
        .timestamp(event.at())
        .message(event.message())
        .ingestionTime(event.ingested())
        .eventId(String.format(Locale.ROOT, "%038d%018d", event.at(), event.seq()))
        .build();
  }

  private static final int PAGE = 1_000;
  private static final int STREAMS = 10_000;
}
