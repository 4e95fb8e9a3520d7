package io.tarn.sql;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.PageTokens;
import io.tarn.api.athena.AthenaService;
import io.tarn.api.athena.ListNamedQueriesInput;
import io.tarn.api.athena.ListNamedQueriesOutput;
import io.tarn.ledger.Ledger;
import java.util.List;

/** Lists the ids of a work group's named queries. */
final class ListNamedQueries implements Operation<ListNamedQueriesInput, ListNamedQueriesOutput> {
  private final Ledger ledger;

  ListNamedQueries(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public OperationModel<ListNamedQueriesInput, ListNamedQueriesOutput> model() {
    return AthenaService.LIST_NAMED_QUERIES;
  }

  @Override
  public AccessRule<ListNamedQueriesInput> access() {
    return AthenaAccess.onWorkGroup("athena:ListNamedQueries", ListNamedQueriesInput::workGroup);
  }

  @Override
  public ListNamedQueriesOutput apply(ListNamedQueriesInput input, Call call) {
    String group = input.workGroup() == null ? WorkGroups.PRIMARY : input.workGroup();
    int limit = input.maxResults() == null || input.maxResults() == 0 ? 50 : input.maxResults();
    String bound = "ListNamedQueries/" + group;
    String after = PageTokens.open(input.nextToken(), SqlError.INVALID_REQUEST, bound);
    List<String> found =
        ledger.read(
            tx -> {
              WorkGroups.load(tx, call.region(), group);
              return NamedQueries.list(
                  tx, call.region(), group, after == null ? "" : after, limit + 1);
            });
    List<String> page = found.subList(0, Math.min(limit, found.size()));
    return ListNamedQueriesOutput.builder()
        .namedQueryIds(page)
        .nextToken(found.size() > limit ? PageTokens.seal(page.getLast(), bound) : null)
        .build();
  }
}
