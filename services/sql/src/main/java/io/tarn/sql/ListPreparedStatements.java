package io.tarn.sql;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.PageTokens;
import io.tarn.api.athena.AthenaService;
import io.tarn.api.athena.ListPreparedStatementsInput;
import io.tarn.api.athena.ListPreparedStatementsOutput;
import io.tarn.api.athena.PreparedStatement;
import io.tarn.api.athena.PreparedStatementSummary;
import io.tarn.ledger.Ledger;
import java.util.List;

/** Lists a work group's prepared statements by name. */
final class ListPreparedStatements
    implements Operation<ListPreparedStatementsInput, ListPreparedStatementsOutput> {
  private final Ledger ledger;

  ListPreparedStatements(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public OperationModel<ListPreparedStatementsInput, ListPreparedStatementsOutput> model() {
    return AthenaService.LIST_PREPARED_STATEMENTS;
  }

  @Override
  public AccessRule<ListPreparedStatementsInput> access() {
    return AthenaAccess.onWorkGroup(
        "athena:ListPreparedStatements", ListPreparedStatementsInput::workGroup);
  }

  @Override
  public ListPreparedStatementsOutput apply(ListPreparedStatementsInput input, Call call) {
    int limit = input.maxResults() == null ? 50 : input.maxResults();
    String bound = "ListPreparedStatements/" + input.workGroup();
    String after = PageTokens.open(input.nextToken(), SqlError.INVALID_REQUEST, bound);
    List<PreparedStatement> found =
        ledger.read(
            tx -> {
              WorkGroups.load(tx, call.region(), input.workGroup());
              return PreparedStatements.list(
                  tx, call.region(), input.workGroup(), after == null ? "" : after, limit + 1);
            });
    List<PreparedStatement> page = found.subList(0, Math.min(limit, found.size()));
    return ListPreparedStatementsOutput.builder()
        .preparedStatements(page.stream().map(ListPreparedStatements::summary).toList())
        .nextToken(
            found.size() > limit
                ? PageTokens.seal(String.valueOf(page.getLast().statementName()), bound)
                : null)
        .build();
  }

  private static PreparedStatementSummary summary(PreparedStatement statement) {
    return PreparedStatementSummary.builder()
        .statementName(statement.statementName())
        .lastModifiedTime(statement.lastModifiedTime())
        .build();
  }
}
