package io.tarn.monitoring;

import static java.util.Objects.requireNonNullElse;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.PageTokens;
import io.tarn.api.logs.DescribeLogGroupsRequest;
import io.tarn.api.logs.DescribeLogGroupsResponse;
import io.tarn.api.logs.LogGroup;
import io.tarn.api.logs.LogsService;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Lists the log groups of a region, by name. */
final class DescribeLogGroups
    implements Operation<DescribeLogGroupsRequest, DescribeLogGroupsResponse> {
  private final Logs logs;

  DescribeLogGroups(Logs logs) {
    this.logs = logs;
  }

  @Override
  public OperationModel<DescribeLogGroupsRequest, DescribeLogGroupsResponse> model() {
    return LogsService.DESCRIBE_LOG_GROUPS;
  }

  @Override
  public AccessRule<DescribeLogGroupsRequest> access() {
    return Logs.onGroup("logs:DescribeLogGroups", input -> null);
  }

  @Override
  public DescribeLogGroupsResponse apply(DescribeLogGroupsRequest input, Call call) {

    LogsError.refuse("logGroupIdentifiers", input.logGroupIdentifiers());
    if (input.logGroupNamePrefix() != null && input.logGroupNamePattern() != null) {
      throw LogsError.INVALID.error(
          "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.");
    }
    String prefix = requireNonNullElse(input.logGroupNamePrefix(), "");
    String pattern = requireNonNullElse(input.logGroupNamePattern(), "");
    Object[] binding = {"DescribeLogGroups", call.region(), prefix, pattern};
    String after =
        requireNonNullElse(PageTokens.open(input.nextToken(), LogsError.INVALID, binding), "");
    int limit = requireNonNullElse(input.limit(), 50);
    return logs.ledger()
        .read(
            tx -> {
              List<GroupRow> rows = GroupRow.list(tx, call.region(), prefix, after, SCAN);
              List<GroupRow> found =
                  rows.stream()
                      .filter(row -> contains(row.name(), pattern))
                      .limit(limit + 1L)
                      .toList();
              DescribeLogGroupsResponse.Builder answer = DescribeLogGroupsResponse.builder();
              List<LogGroup> page = new ArrayList<>();
              for (GroupRow row : found.subList(0, Math.min(limit, found.size()))) {
                page.add(row.toLogGroup(tx, call.account()));
              }
              if (found.size() > limit) {
                answer.nextToken(PageTokens.seal(found.get(limit - 1).name(), binding));
              } else if (rows.size() == SCAN) {
                answer.nextToken(PageTokens.seal(rows.getLast().name(), binding));
              }
              return answer.logGroups(page).build();
            });
  }

  /** Groups looked at for one page. */
  private static final int SCAN = 1_000;

  private static boolean contains(String name, String pattern) {
    return name.toLowerCase(Locale.ROOT).contains(pattern.toLowerCase(Locale.ROOT));
  }
}
