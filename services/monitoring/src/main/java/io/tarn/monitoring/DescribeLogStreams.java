package io.tarn.monitoring;

import static java.util.Objects.requireNonNullElse;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.PageTokens;
import io.tarn.api.logs.DescribeLogStreamsRequest;
import io.tarn.api.logs.DescribeLogStreamsResponse;
import io.tarn.api.logs.LogsService;
import io.tarn.ledger.Tx;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists the streams of a group, by name or by their last event. */
final class DescribeLogStreams
    implements Operation<DescribeLogStreamsRequest, DescribeLogStreamsResponse> {
  private final Logs logs;

  DescribeLogStreams(Logs logs) {
    this.logs = logs;
  }

  @Override
  public OperationModel<DescribeLogStreamsRequest, DescribeLogStreamsResponse> model() {
    return LogsService.DESCRIBE_LOG_STREAMS;
  }

  @Override
  public AccessRule<DescribeLogStreamsRequest> access() {
    return Logs.onGroup(
        "logs:DescribeLogStreams",
        (DescribeLogStreamsRequest input) ->
            Logs.name(input.logGroupName(), input.logGroupIdentifier()));
  }

  @Override
  public DescribeLogStreamsResponse apply(DescribeLogStreamsRequest input, Call call) {

    String name = Logs.required(Logs.name(input.logGroupName(), input.logGroupIdentifier()));
    boolean byTime = "LastEventTime".equals(input.orderBy());
    boolean down = Boolean.TRUE.equals(input.descending());
    String prefix = requireNonNullElse(input.logStreamNamePrefix(), "");
    if (byTime && !prefix.isEmpty()) {
      throw LogsError.INVALID.error("Cannot order by LastEventTime with a logStreamNamePrefix.");
    }
    Object[] binding = {"DescribeLogStreams", call.region(), name, prefix, byTime, down};
    String position = PageTokens.open(input.nextToken(), LogsError.INVALID, binding);
    int limit = requireNonNullElse(input.limit(), 50);
    return logs.ledger()
        .read(
            tx -> {
              GroupRow group = GroupRow.load(tx, call.region(), name);
              List<StreamRow> rows =
                  byTime
                      ? byTime(tx, group, position, down, limit + 1)
                      : byName(tx, group, prefix, position, down, limit + 1);
              List<StreamRow> page = rows.subList(0, Math.min(limit, rows.size()));
              String arn = GroupRow.arn(call.region(), call.account(), name);
              DescribeLogStreamsResponse.Builder answer =
                  DescribeLogStreamsResponse.builder()
                      .logStreams(page.stream().map(row -> row.toLogStream(arn)).toList());
              if (rows.size() > limit) {
                StreamRow last = page.getLast();
                String next = byTime ? last.lastAt() + ":" + last.id() : last.name();
                answer.nextToken(PageTokens.seal(next, binding));
              }
              return answer.build();
            });
  }

  private static List<StreamRow> byTime(
      Tx tx, GroupRow group, @Nullable String position, boolean down, int limit)
      throws SQLException {
    long at = down ? Long.MAX_VALUE : Long.MIN_VALUE;
    long id = 0;
    if (position != null) {
      int colon = position.indexOf(':');
      at = Long.parseLong(position.substring(0, colon));
      id = Long.parseLong(position.substring(colon + 1));
    }
    return down
        ? StreamRow.byTimeDown(tx, group, at, id, limit)
        : StreamRow.byTime(tx, group, at, id, limit);
  }

  private static List<StreamRow> byName(
      Tx tx, GroupRow group, String prefix, @Nullable String position, boolean down, int limit)
      throws SQLException {
    return down
        ? StreamRow.byNameDown(tx, group, prefix, position == null ? "\uffff" : position, limit)
        : StreamRow.byName(tx, group, prefix, position == null ? "" : position, limit);
  }
}
