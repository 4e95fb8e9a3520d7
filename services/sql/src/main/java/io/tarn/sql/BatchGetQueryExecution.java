package io.tarn.sql;

import io.tarn.api.Access;
import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.athena.AthenaService;
import io.tarn.api.athena.BatchGetQueryExecutionInput;
import io.tarn.api.athena.BatchGetQueryExecutionOutput;
import io.tarn.api.athena.QueryExecution;
import io.tarn.api.athena.UnprocessedQueryExecutionId;
import io.tarn.ledger.Ledger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Answers up to 50 executions at once. */
final class BatchGetQueryExecution
    implements Operation<BatchGetQueryExecutionInput, BatchGetQueryExecutionOutput> {
  private final Ledger ledger;
  private final QueryTasks tasks;

  BatchGetQueryExecution(Ledger ledger, QueryTasks tasks) {
    this.ledger = ledger;
    this.tasks = tasks;
  }

  @Override
  public OperationModel<BatchGetQueryExecutionInput, BatchGetQueryExecutionOutput> model() {
    return AthenaService.BATCH_GET_QUERY_EXECUTION;
  }

  @Override
  public AccessRule<BatchGetQueryExecutionInput> access() {
    return (input, call) ->
        input.queryExecutionIds().stream()
            .map(
                id ->
                    ledger
                        .read(tx -> Executions.find(tx, call.region(), id))
                        .map(Executions.Row::workGroup)
                        .orElse(WorkGroups.PRIMARY))
            .distinct()
            .map(
                group ->
                    Access.of("athena:BatchGetQueryExecution", AthenaAccess.workGroup(call, group)))
            .toList();
  }

  @Override
  public BatchGetQueryExecutionOutput apply(BatchGetQueryExecutionInput input, Call call) {
    List<QueryExecution> found = new ArrayList<>();
    List<UnprocessedQueryExecutionId> missing = new ArrayList<>();
    for (String id : input.queryExecutionIds()) {
      Optional<Executions.Row> row = ledger.read(tx -> Executions.find(tx, call.region(), id));
      if (row.isPresent()) {
        found.add(GetQueryExecution.shown(row.get(), tasks));
      } else {
        missing.add(
            UnprocessedQueryExecutionId.builder()
                .queryExecutionId(id)
                .errorCode("INVALID_QUERY_EXECUTION_ID")
                .errorMessage("QueryExecution " + id + " was not found")
                .build());
      }
    }
    return BatchGetQueryExecutionOutput.builder()
        .queryExecutions(found)
        .unprocessedQueryExecutionIds(missing)
        .build();
  }
}
