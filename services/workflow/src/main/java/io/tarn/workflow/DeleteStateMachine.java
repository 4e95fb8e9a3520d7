package io.tarn.workflow;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.stepfunctions.DeleteStateMachineInput;
import io.tarn.api.stepfunctions.DeleteStateMachineOutput;
import io.tarn.api.stepfunctions.StepfunctionsService;
import io.tarn.ledger.Ledger;

/** Succeeds for a machine that is not there, as on AWS. Executions under way go on to their end. */
final class DeleteStateMachine
    implements Operation<DeleteStateMachineInput, DeleteStateMachineOutput> {
  private final Ledger ledger;

  DeleteStateMachine(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public OperationModel<DeleteStateMachineInput, DeleteStateMachineOutput> model() {
    return StepfunctionsService.DELETE_STATE_MACHINE;
  }

  @Override
  public AccessRule<DeleteStateMachineInput> access() {
    return AccessRule.on("states:DeleteStateMachine", (input, call) -> input.stateMachineArn());
  }

  @Override
  public DeleteStateMachineOutput apply(DeleteStateMachineInput input, Call call) {
    MachineName name = MachineName.parse(input.stateMachineArn());
    ledger.commit(
        tx -> {
          Machines.delete(tx, name);
          return name;
        });
    return DeleteStateMachineOutput.builder().build();
  }
}
