package io.tarn.sql;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.athena.AthenaService;
import io.tarn.api.athena.DeletePreparedStatementInput;
import io.tarn.api.athena.DeletePreparedStatementOutput;
import io.tarn.ledger.Ledger;

/** Removes a prepared statement. */
final class DeletePreparedStatement
    implements Operation<DeletePreparedStatementInput, DeletePreparedStatementOutput> {
  private final Ledger ledger;

  DeletePreparedStatement(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public OperationModel<DeletePreparedStatementInput, DeletePreparedStatementOutput> model() {
    return AthenaService.DELETE_PREPARED_STATEMENT;
  }

  @Override
  public AccessRule<DeletePreparedStatementInput> access() {
    return AthenaAccess.onWorkGroup(
        "athena:DeletePreparedStatement", DeletePreparedStatementInput::workGroup);
  }

  @Override
  public DeletePreparedStatementOutput apply(DeletePreparedStatementInput input, Call call) {
    ledger.commit(
        tx -> {
          PreparedStatements.load(tx, call.region(), input.workGroup(), input.statementName());
          PreparedStatements.delete(tx, call.region(), input.workGroup(), input.statementName());
          return true;
        });
    return DeletePreparedStatementOutput.builder().build();
  }
}
