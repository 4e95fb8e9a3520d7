package io.tarn.sql;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.athena.AthenaService;
import io.tarn.api.athena.DeleteWorkGroupInput;
import io.tarn.api.athena.DeleteWorkGroupOutput;
import io.tarn.ledger.Ledger;

/** Removes a work group; its history stays. */
final class DeleteWorkGroup implements Operation<DeleteWorkGroupInput, DeleteWorkGroupOutput> {
  private final Ledger ledger;

  DeleteWorkGroup(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public OperationModel<DeleteWorkGroupInput, DeleteWorkGroupOutput> model() {
    return AthenaService.DELETE_WORK_GROUP;
  }

  @Override
  public AccessRule<DeleteWorkGroupInput> access() {
    return AthenaAccess.onWorkGroup("athena:DeleteWorkGroup", DeleteWorkGroupInput::workGroup);
  }

  @Override
  public DeleteWorkGroupOutput apply(DeleteWorkGroupInput input, Call call) {
    String name = input.workGroup();
    if (name.equals(WorkGroups.PRIMARY)) {
      throw SqlError.INVALID_REQUEST.error("Primary workgroup cannot be deleted");
    }
    ledger.commit(
        tx -> {
          WorkGroups.load(tx, call.region(), name);
          boolean used =
              !Executions.list(tx, call.region(), name, null, 1).isEmpty()
                  || !NamedQueries.list(tx, call.region(), name, "", 1).isEmpty()
                  || !PreparedStatements.list(tx, call.region(), name, "", 1).isEmpty();
          if (used && !Boolean.TRUE.equals(input.recursiveDeleteOption())) {
            throw SqlError.INVALID_REQUEST.error("WorkGroup " + name + " is not empty");
          }
          WorkGroups.delete(tx, call.region(), name);
          NamedQueries.deleteAll(tx, call.region(), name);
          PreparedStatements.deleteAll(tx, call.region(), name);
          Tags.removeAll(tx, call.region(), AthenaAccess.workGroup(call, name));
          return true;
        });
    return DeleteWorkGroupOutput.builder().build();
  }
}
