package io.tarn.sql;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.athena.AthenaService;
import io.tarn.api.athena.CreatePreparedStatementInput;
import io.tarn.api.athena.CreatePreparedStatementOutput;
import io.tarn.ledger.Ledger;

/** Keeps a statement with parameters in a work group. */
final class CreatePreparedStatement
    implements Operation<CreatePreparedStatementInput, CreatePreparedStatementOutput> {
  private final Ledger ledger;

  CreatePreparedStatement(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public OperationModel<CreatePreparedStatementInput, CreatePreparedStatementOutput> model() {
    return AthenaService.CREATE_PREPARED_STATEMENT;
  }

  @Override
  public AccessRule<CreatePreparedStatementInput> access() {
    return AthenaAccess.onWorkGroup(
        "athena:CreatePreparedStatement", CreatePreparedStatementInput::workGroup);
  }

  @Override
  public CreatePreparedStatementOutput apply(CreatePreparedStatementInput input, Call call) {
    ledger.commit(
        tx -> {
          WorkGroups.load(tx, call.region(), input.workGroup());
          PreparedStatements.create(
              tx,
              call.region(),
              input.workGroup(),
              input.statementName(),
              input.queryStatement(),
              input.description(),
              call.now());
          return true;
        });
    return CreatePreparedStatementOutput.builder().build();
  }
}
