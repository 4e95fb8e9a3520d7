package io.tarn.sql;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.athena.AthenaService;
import io.tarn.api.athena.GetQueryExecutionInput;
import io.tarn.api.athena.GetQueryExecutionOutput;
import io.tarn.api.athena.QueryExecution;
import io.tarn.ledger.Ledger;

/** Answers one execution as it stands. */
final class GetQueryExecution
    implements Operation<GetQueryExecutionInput, GetQueryExecutionOutput> {
  private final Ledger ledger;
  private final QueryTasks tasks;

  GetQueryExecution(Ledger ledger, QueryTasks tasks) {
    this.ledger = ledger;
    this.tasks = tasks;
  }

  @Override
  public OperationModel<GetQueryExecutionInput, GetQueryExecutionOutput> model() {
    return AthenaService.GET_QUERY_EXECUTION;
  }

  @Override
  public AccessRule<GetQueryExecutionInput> access() {
    return AthenaAccess.onExecution(
        ledger, "athena:GetQueryExecution", GetQueryExecutionInput::queryExecutionId);
  }

  @Override
  public GetQueryExecutionOutput apply(GetQueryExecutionInput input, Call call) {
    Executions.Row row = load(ledger, call, input.queryExecutionId());
    return GetQueryExecutionOutput.builder().queryExecution(shown(row, tasks)).build();
  }

  static Executions.Row load(Ledger ledger, Call call, String id) {
    return ledger
        .read(tx -> Executions.find(tx, call.region(), id))
        .orElseThrow(
            () ->
                SqlError.invalid(
                    "INVALID_QUERY_EXECUTION_ID", "QueryExecution " + id + " was not found"));
  }

  /** A statement under way is RUNNING without a commit that says so. */
  static QueryExecution shown(Executions.Row row, QueryTasks tasks) {
    QueryExecution document = row.document();
    return row.isOpen() && document.status() != null && tasks.isRunning(row.region(), row.id())
        ? document.toBuilder()
            .status(document.status().toBuilder().state("RUNNING").build())
            .build()
        : document;
  }
}
