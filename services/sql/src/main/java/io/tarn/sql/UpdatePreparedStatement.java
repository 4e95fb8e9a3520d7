package io.tarn.sql;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.athena.AthenaService;
import io.tarn.api.athena.UpdatePreparedStatementInput;
import io.tarn.api.athena.UpdatePreparedStatementOutput;
import io.tarn.ledger.Ledger;

/** Changes a prepared statement. */
final class UpdatePreparedStatement
    implements Operation<UpdatePreparedStatementInput, UpdatePreparedStatementOutput> {
  private final Ledger ledger;

  UpdatePreparedStatement(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public OperationModel<UpdatePreparedStatementInput, UpdatePreparedStatementOutput> model() {
    return AthenaService.UPDATE_PREPARED_STATEMENT;
  }

  @Override
  public AccessRule<UpdatePreparedStatementInput> access() {
    return AthenaAccess.onWorkGroup(
        "athena:UpdatePreparedStatement", UpdatePreparedStatementInput::workGroup);
  }

  @Override
  public UpdatePreparedStatementOutput apply(UpdatePreparedStatementInput input, Call call) {
    ledger.commit(
        tx -> {
          PreparedStatements.load(tx, call.region(), input.workGroup(), input.statementName());
          PreparedStatements.put(
              tx,
              call.region(),
              PreparedStatements.statement(
                  input.workGroup(),
                  input.statementName(),
                  input.queryStatement(),
                  input.description(),
                  call.now()));
          return true;
        });
    return UpdatePreparedStatementOutput.builder().build();
  }
}
