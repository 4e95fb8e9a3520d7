package io.tarn.workflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.stepfunctions.StartExecutionInput;
import io.tarn.api.stepfunctions.StartExecutionOutput;
import io.tarn.api.stepfunctions.StepfunctionsService;
import io.tarn.kernel.ServiceError;
import io.tarn.ledger.Ledger;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Begins an execution. A name that is given again with the same input while the execution runs is
 * the same execution; otherwise it is taken.
 */
final class StartExecution implements Operation<StartExecutionInput, StartExecutionOutput> {
  private final Ledger ledger;
  private final Engine engine;

  StartExecution(Ledger ledger, Engine engine) {
    this.ledger = ledger;
    this.engine = engine;
  }

  @Override
  public OperationModel<StartExecutionInput, StartExecutionOutput> model() {
    return StepfunctionsService.START_EXECUTION;
  }

  @Override
  public AccessRule<StartExecutionInput> access() {
    return AccessRule.on("states:StartExecution", (input, call) -> input.stateMachineArn());
  }

  @Override
  public StartExecutionOutput apply(StartExecutionInput input, Call call) {
    MachineName machine = MachineName.parse(input.stateMachineArn());
    String given = input.name();
    if (given != null) {
      MachineName.require(given);
    }
    ExecutionName name = new ExecutionName(machine, given == null ? call.ids().uuid() : given);
    String text = input.input() == null ? "{}" : input.input();
    requireInput(text);
    Begun begun =
        ledger.commit(
            tx -> {
              MachineRow present = Machines.load(tx, machine, call.account());
              Optional<ExecutionRow> taken = Executions.find(tx, name);
              if (taken.isPresent()) {
                return new Begun(taken.get(), false);
              }
              ExecutionRow fresh = row(name, present, text, input.traceHeader(), call);
              Executions.insert(tx, fresh);
              engine.begin(tx, fresh, present, call.now());
              return new Begun(fresh, true);
            });
    ExecutionRow row = begun.row();
    if (!begun.fresh() && !(row.isRunning() && row.input().equals(text))) {
      throw new ServiceError(
          WorkflowErrors.EXECUTION_ALREADY_EXISTS,
          "Execution Already Exists: '" + name.arn(call.account()) + "'");
    }
    return StartExecutionOutput.builder()
        .executionArn(name.arn(call.account()))
        .startDate(row.started())
        .build();
  }

  private record Begun(ExecutionRow row, boolean fresh) {}

  private static ExecutionRow row(
      ExecutionName name,
      MachineRow machine,
      String input,
      @Nullable String traceHeader,
      Call call) {
    return new ExecutionRow(
        name,
        machine.revision(),
        ExecutionState.Status.RUNNING.name(),
        call.now(),
        null,
        input,
        null,
        null,
        null,
        traceHeader,
        call.traceId(),
        new ExecutionState().toText(),
        0);
  }

  private static void requireInput(String text) {
    if (text.getBytes(StandardCharsets.UTF_8).length > Limits.DATA_BYTES) {
      throw new ServiceError(
          WorkflowErrors.INVALID_EXECUTION_INPUT,
          "Invalid State Machine Execution Input: 'The input is longer than "
              + Limits.DATA_BYTES
              + " bytes'");
    }
    try {
      Json.parse(text);
    } catch (JsonProcessingException e) {
      throw new ServiceError(
          WorkflowErrors.INVALID_EXECUTION_INPUT,
          "Invalid State Machine Execution Input: '" + e.getOriginalMessage() + "'");
    }
  }
}
