package io.tarn.workflow;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.stepfunctions.StepfunctionsService;
import io.tarn.api.stepfunctions.StopExecutionInput;
import io.tarn.api.stepfunctions.StopExecutionOutput;
import io.tarn.ledger.Ledger;
import java.time.Instant;

/** Aborts an execution; one that has ended stays as it is and answers when that was. */
final class StopExecution implements Operation<StopExecutionInput, StopExecutionOutput> {
  private final Ledger ledger;
  private final Engine engine;

  StopExecution(Ledger ledger, Engine engine) {
    this.ledger = ledger;
    this.engine = engine;
  }

  @Override
  public OperationModel<StopExecutionInput, StopExecutionOutput> model() {
    return StepfunctionsService.STOP_EXECUTION;
  }

  @Override
  public AccessRule<StopExecutionInput> access() {
    return AccessRule.on("states:StopExecution", (input, call) -> input.executionArn());
  }

  @Override
  public StopExecutionOutput apply(StopExecutionInput input, Call call) {
    ExecutionName name = ExecutionName.parse(input.executionArn());
    Instant stopped =
        ledger.commit(
            tx -> {
              ExecutionRow row = Executions.load(tx, name, call.account());
              if (!row.isRunning()) {
                return row.stopped() == null ? call.now() : row.stopped();
              }
              engine.stop(tx, row, new Happening.Stopped(input.error(), input.cause()), call.now());
              return call.now();
            });
    return StopExecutionOutput.builder().stopDate(stopped).build();
  }
}
