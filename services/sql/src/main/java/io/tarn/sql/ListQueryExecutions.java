package io.tarn.sql;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.PageTokens;
import io.tarn.api.athena.AthenaService;
import io.tarn.api.athena.ListQueryExecutionsInput;
import io.tarn.api.athena.ListQueryExecutionsOutput;
import io.tarn.ledger.Ledger;
import java.util.List;

/** Lists a work group's executions, newest first. */
final class ListQueryExecutions
    implements Operation<ListQueryExecutionsInput, ListQueryExecutionsOutput> {
  private final Ledger ledger;

  ListQueryExecutions(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public OperationModel<ListQueryExecutionsInput, ListQueryExecutionsOutput> model() {
    return AthenaService.LIST_QUERY_EXECUTIONS;
  }

  @Override
  public AccessRule<ListQueryExecutionsInput> access() {
    return AthenaAccess.onWorkGroup(
        "athena:ListQueryExecutions", ListQueryExecutionsInput::workGroup);
  }

  @Override
  public ListQueryExecutionsOutput apply(ListQueryExecutionsInput input, Call call) {
    String group = input.workGroup() == null ? WorkGroups.PRIMARY : input.workGroup();
    int limit = input.maxResults() == null || input.maxResults() == 0 ? 50 : input.maxResults();
    String after =
        PageTokens.open(input.nextToken(), SqlError.INVALID_REQUEST, "ListQueryExecutions", group);
    List<String> found =
        ledger.read(
            tx -> {
              WorkGroups.load(tx, call.region(), group);
              return Executions.list(tx, call.region(), group, after, limit + 1);
            });
    List<String> page = found.subList(0, Math.min(limit, found.size()));
    return ListQueryExecutionsOutput.builder()
        .queryExecutionIds(
            page.stream().map(position -> position.substring(position.indexOf('/') + 1)).toList())
        .nextToken(
            found.size() > limit
                ? PageTokens.seal(page.getLast(), "ListQueryExecutions", group)
                : null)
        .build();
  }
}
