package io.tarn.sql;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.athena.AthenaService;
import io.tarn.api.athena.GetPreparedStatementInput;
import io.tarn.api.athena.GetPreparedStatementOutput;
import io.tarn.ledger.Ledger;

/** Answers one prepared statement. */
final class GetPreparedStatement
    implements Operation<GetPreparedStatementInput, GetPreparedStatementOutput> {
  private final Ledger ledger;

  GetPreparedStatement(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public OperationModel<GetPreparedStatementInput, GetPreparedStatementOutput> model() {
    return AthenaService.GET_PREPARED_STATEMENT;
  }

  @Override
  public AccessRule<GetPreparedStatementInput> access() {
    return AthenaAccess.onWorkGroup(
        "athena:GetPreparedStatement", GetPreparedStatementInput::workGroup);
  }

  @Override
  public GetPreparedStatementOutput apply(GetPreparedStatementInput input, Call call) {
    return GetPreparedStatementOutput.builder()
        .preparedStatement(
            ledger.read(
                tx ->
                    PreparedStatements.load(
                        tx, call.region(), input.workGroup(), input.statementName())))
        .build();
  }
}
