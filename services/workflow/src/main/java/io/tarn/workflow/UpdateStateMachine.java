package io.tarn.workflow;

import io.tarn.api.Access;
import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.stepfunctions.StepfunctionsService;
import io.tarn.api.stepfunctions.UpdateStateMachineInput;
import io.tarn.api.stepfunctions.UpdateStateMachineOutput;
import io.tarn.kernel.ServiceError;
import io.tarn.ledger.Ledger;
import java.util.ArrayList;
import java.util.List;

/** Makes a new revision. Executions under way go on with the one they began with. */
final class UpdateStateMachine
    implements Operation<UpdateStateMachineInput, UpdateStateMachineOutput> {
  private final Ledger ledger;

  UpdateStateMachine(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public OperationModel<UpdateStateMachineInput, UpdateStateMachineOutput> model() {
    return StepfunctionsService.UPDATE_STATE_MACHINE;
  }

  @Override
  public AccessRule<UpdateStateMachineInput> access() {
    return (input, call) -> {
      List<Access> all = new ArrayList<>();
      all.add(Access.of("states:UpdateStateMachine", input.stateMachineArn()));
      if (input.roleArn() != null) {
        all.add(CreateStateMachine.passRole(input.roleArn()));
      }
      return all;
    };
  }

  @Override
  public UpdateStateMachineOutput apply(UpdateStateMachineInput input, Call call) {
    MachineName name = MachineName.parse(input.stateMachineArn());
    boolean nothing =
        input.definition() == null
            && input.roleArn() == null
            && input.loggingConfiguration() == null
            && input.tracingConfiguration() == null
            && input.encryptionConfiguration() == null;
    if (nothing) {
      throw new ServiceError(
          WorkflowErrors.MISSING_REQUIRED_PARAMETER,
          "Either the definition, the role ARN, the LoggingConfiguration, the TracingConfiguration"
              + " or the EncryptionConfiguration must be specified");
    }
    Definitions.requireSettings(
        input.loggingConfiguration(),
        input.tracingConfiguration(),
        input.encryptionConfiguration(),
        input.publish());
    if (input.roleArn() != null) {
      Definitions.requireRole(input.roleArn());
    }
    if (input.definition() != null) {
      Definitions.require(input.definition());
    }
    String revision = call.ids().uuid();
    ledger.commit(
        tx -> {
          MachineRow before = Machines.load(tx, name, call.account());
          MachineRow after =
              new MachineRow(
                  name,
                  revision,
                  input.definition() == null ? before.definition() : input.definition(),
                  input.roleArn() == null ? before.roleArn() : input.roleArn(),
                  before.created(),
                  call.now(),
                  before.tags());
          Machines.update(tx, after);
          return after;
        });
    return UpdateStateMachineOutput.builder().updateDate(call.now()).revisionId(revision).build();
  }
}
