package io.tarn.sql;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.athena.AthenaService;
import io.tarn.api.athena.QueryExecution;
import io.tarn.api.athena.QueryExecutionStatus;
import io.tarn.api.athena.StopQueryExecutionInput;
import io.tarn.api.athena.StopQueryExecutionOutput;
import io.tarn.ledger.Ledger;

/** Ends a statement: what it would have published stays unpublished. */
final class StopQueryExecution
    implements Operation<StopQueryExecutionInput, StopQueryExecutionOutput> {
  private final Ledger ledger;
  private final QueryTasks tasks;

  StopQueryExecution(Ledger ledger, QueryTasks tasks) {
    this.ledger = ledger;
    this.tasks = tasks;
  }

  @Override
  public OperationModel<StopQueryExecutionInput, StopQueryExecutionOutput> model() {
    return AthenaService.STOP_QUERY_EXECUTION;
  }

  @Override
  public AccessRule<StopQueryExecutionInput> access() {
    return AthenaAccess.onExecution(
        ledger, "athena:StopQueryExecution", StopQueryExecutionInput::queryExecutionId);
  }

  @Override
  public StopQueryExecutionOutput apply(StopQueryExecutionInput input, Call call) {
    String id = input.queryExecutionId();
    GetQueryExecution.load(ledger, call, id);
    ledger.commit(
        tx -> {
          Executions.Row row = Executions.find(tx, call.region(), id).orElseThrow();
          if (row.isOpen()) {
            tx.unschedule(QueryTasks.KIND, call.region() + "/" + id);
            Executions.end(tx, row, cancelled(row, call), null);
          }
          return true;
        });
    tasks.cancel(call.region(), id);
    return StopQueryExecutionOutput.builder().build();
  }

  private static QueryExecution cancelled(Executions.Row row, Call call) {
    QueryExecutionStatus status = row.document().status();
    QueryExecutionStatus.Builder builder =
        status == null ? QueryExecutionStatus.builder() : status.toBuilder();
    return row.document().toBuilder()
        .status(
            builder
                .state("CANCELLED")
                .stateChangeReason("Query cancelled by user")
                .completionDateTime(call.now())
                .build())
        .statistics(
            QueryTasks.statistics(
                    java.time.Instant.ofEpochMilli(row.submitted()), call.now(), call.now())
                .build())
        .build();
  }
}
