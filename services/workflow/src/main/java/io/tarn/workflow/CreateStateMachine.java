package io.tarn.workflow;

import io.tarn.api.Access;
import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.stepfunctions.CreateStateMachineInput;
import io.tarn.api.stepfunctions.CreateStateMachineOutput;
import io.tarn.api.stepfunctions.StepfunctionsService;
import io.tarn.kernel.ServiceError;
import io.tarn.ledger.Ledger;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Repeating it with the same definition and role gives the same machine, as AWS has it. */
final class CreateStateMachine
    implements Operation<CreateStateMachineInput, CreateStateMachineOutput> {
  private final Ledger ledger;

  CreateStateMachine(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public OperationModel<CreateStateMachineInput, CreateStateMachineOutput> model() {
    return StepfunctionsService.CREATE_STATE_MACHINE;
  }

  @Override
  public AccessRule<CreateStateMachineInput> access() {
    return (input, call) ->
        List.of(
            Tags.requested(
                Access.of(
                    "states:CreateStateMachine",
                    new MachineName(call.region(), input.name()).arn(call.account())),
                input.tags()),
            passRole(input.roleArn()));
  }

  static Access passRole(String roleArn) {
    return Access.of("iam:PassRole", roleArn)
        .withContext("iam:PassedToService", "states.amazonaws.com");
  }

  @Override
  public CreateStateMachineOutput apply(CreateStateMachineInput input, Call call) {
    MachineName.require(input.name());
    if ("EXPRESS".equals(input.type())) {
      throw Definitions.notImplemented("Type EXPRESS is not implemented: use STANDARD");
    }
    Definitions.requireSettings(
        input.loggingConfiguration(),
        input.tracingConfiguration(),
        input.encryptionConfiguration(),
        input.publish());
    Definitions.requireRole(input.roleArn());
    Definitions.require(input.definition());
    MachineName name = new MachineName(call.region(), input.name());
    String arn = name.arn(call.account());
    Map<String, String> tags = Tags.require(Tags.map(input.tags()), arn);
    MachineRow machine =
        new MachineRow(
            name,
            call.ids().uuid(),
            input.definition(),
            input.roleArn(),
            call.now(),
            call.now(),
            tags);
    MachineRow kept =
        ledger.commit(
            tx -> {
              Optional<MachineRow> present = Machines.find(tx, name);
              if (present.isPresent()) {
                return present.get();
              }
              Machines.insert(tx, machine);
              return machine;
            });
    boolean same =
        kept.definition().equals(machine.definition()) && kept.roleArn().equals(machine.roleArn());
    if (!same) {
      throw new ServiceError(
          WorkflowErrors.STATE_MACHINE_ALREADY_EXISTS,
          "State Machine Already Exists: '" + arn + "'");
    }
    return CreateStateMachineOutput.builder()
        .stateMachineArn(arn)
        .creationDate(kept.created())
        .build();
  }
}
