package io.tarn.workflow;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.stepfunctions.DescribeStateMachineForExecutionInput;
import io.tarn.api.stepfunctions.DescribeStateMachineForExecutionOutput;
import io.tarn.api.stepfunctions.StepfunctionsService;
import io.tarn.ledger.Ledger;

/** Tells the revision an execution runs, which may be older than the machine's present one. */
final class DescribeStateMachineForExecution
    implements Operation<
        DescribeStateMachineForExecutionInput, DescribeStateMachineForExecutionOutput> {
  private final Ledger ledger;

  DescribeStateMachineForExecution(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public OperationModel<
          DescribeStateMachineForExecutionInput, DescribeStateMachineForExecutionOutput>
      model() {
    return StepfunctionsService.DESCRIBE_STATE_MACHINE_FOR_EXECUTION;
  }

  @Override
  public AccessRule<DescribeStateMachineForExecutionInput> access() {
    return AccessRule.on(
        "states:DescribeStateMachineForExecution", (input, call) -> input.executionArn());
  }

  @Override
  public DescribeStateMachineForExecutionOutput apply(
      DescribeStateMachineForExecutionInput input, Call call) {
    ExecutionName name = ExecutionName.parse(input.executionArn());
    MachineRow machine =
        ledger.read(
            tx -> {
              ExecutionRow row = Executions.load(tx, name, call.account());
              return Machines.loadRevision(tx, name.machine(), row.revision());
            });
    return DescribeStateMachineForExecutionOutput.builder()
        .stateMachineArn(name.machine().arn(call.account()))
        .name(name.machine().name())
        .definition(machine.definition())
        .roleArn(machine.roleArn())
        .updateDate(machine.updated())
        .loggingConfiguration(DescribeStateMachine.NO_LOGGING)
        .tracingConfiguration(DescribeStateMachine.NO_TRACING)
        .encryptionConfiguration(DescribeStateMachine.OWNED_KEY)
        .revisionId(machine.revision())
        .build();
  }
}
