package io.tarn.sql;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.athena.AthenaService;
import io.tarn.api.athena.BatchGetPreparedStatementInput;
import io.tarn.api.athena.BatchGetPreparedStatementOutput;
import io.tarn.api.athena.PreparedStatement;
import io.tarn.api.athena.UnprocessedPreparedStatementName;
import io.tarn.ledger.Ledger;
import java.util.ArrayList;
import java.util.List;

/** Answers several prepared statements of one work group at once. */
final class BatchGetPreparedStatement
    implements Operation<BatchGetPreparedStatementInput, BatchGetPreparedStatementOutput> {
  private final Ledger ledger;

  BatchGetPreparedStatement(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public OperationModel<BatchGetPreparedStatementInput, BatchGetPreparedStatementOutput> model() {
    return AthenaService.BATCH_GET_PREPARED_STATEMENT;
  }

  @Override
  public AccessRule<BatchGetPreparedStatementInput> access() {
    return AthenaAccess.onWorkGroup(
        "athena:BatchGetPreparedStatement", BatchGetPreparedStatementInput::workGroup);
  }

  @Override
  public BatchGetPreparedStatementOutput apply(BatchGetPreparedStatementInput input, Call call) {
    List<PreparedStatement> found = new ArrayList<>();
    List<UnprocessedPreparedStatementName> missing = new ArrayList<>();
    ledger.read(tx -> WorkGroups.load(tx, call.region(), input.workGroup()));
    for (String name : input.preparedStatementNames()) {
      ledger
          .read(tx -> PreparedStatements.find(tx, call.region(), input.workGroup(), name))
          .ifPresentOrElse(
              found::add,
              () ->
                  missing.add(
                      UnprocessedPreparedStatementName.builder()
                          .statementName(name)
                          .errorCode("STATEMENT_NOT_FOUND")
                          .errorMessage("PreparedStatement " + name + " was not found")
                          .build()));
    }
    return BatchGetPreparedStatementOutput.builder()
        .preparedStatements(found)
        .unprocessedPreparedStatementNames(missing)
        .build();
  }
}
