package io.tarn.workflow;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.stepfunctions.DescribeStateMachineInput;
import io.tarn.api.stepfunctions.DescribeStateMachineOutput;
import io.tarn.api.stepfunctions.EncryptionConfiguration;
import io.tarn.api.stepfunctions.LoggingConfiguration;
import io.tarn.api.stepfunctions.StepfunctionsService;
import io.tarn.api.stepfunctions.TracingConfiguration;
import io.tarn.ledger.Ledger;

/** Tells a machine's present revision. */
final class DescribeStateMachine
    implements Operation<DescribeStateMachineInput, DescribeStateMachineOutput> {
  static final LoggingConfiguration NO_LOGGING =
      LoggingConfiguration.builder().level("OFF").includeExecutionData(false).build();
  static final TracingConfiguration NO_TRACING =
      TracingConfiguration.builder().enabled(false).build();
  static final EncryptionConfiguration OWNED_KEY =
      EncryptionConfiguration.builder().type("AWS_OWNED_KEY").build();

  private final Ledger ledger;

  DescribeStateMachine(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public OperationModel<DescribeStateMachineInput, DescribeStateMachineOutput> model() {
    return StepfunctionsService.DESCRIBE_STATE_MACHINE;
  }

  @Override
  public AccessRule<DescribeStateMachineInput> access() {
    return AccessRule.on("states:DescribeStateMachine", (input, call) -> input.stateMachineArn());
  }

  @Override
  public DescribeStateMachineOutput apply(DescribeStateMachineInput input, Call call) {
    MachineName name = MachineName.parse(input.stateMachineArn());
    MachineRow machine = ledger.read(tx -> Machines.load(tx, name, call.account()));
    return DescribeStateMachineOutput.builder()
        .stateMachineArn(name.arn(call.account()))
        .name(name.name())
        .status("ACTIVE")
        .definition(machine.definition())
        .roleArn(machine.roleArn())
        .type("STANDARD")
        .creationDate(machine.created())
        .loggingConfiguration(NO_LOGGING)
        .tracingConfiguration(NO_TRACING)
        .encryptionConfiguration(OWNED_KEY)
        .revisionId(machine.revision())
        .build();
  }
}
