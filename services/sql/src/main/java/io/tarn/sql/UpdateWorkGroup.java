package io.tarn.sql;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.athena.AthenaService;
import io.tarn.api.athena.UpdateWorkGroupInput;
import io.tarn.api.athena.UpdateWorkGroupOutput;
import io.tarn.api.athena.WorkGroup;
import io.tarn.ledger.Ledger;

/** Changes a work group's settings. */
final class UpdateWorkGroup implements Operation<UpdateWorkGroupInput, UpdateWorkGroupOutput> {
  private final Ledger ledger;

  UpdateWorkGroup(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public OperationModel<UpdateWorkGroupInput, UpdateWorkGroupOutput> model() {
    return AthenaService.UPDATE_WORK_GROUP;
  }

  @Override
  public AccessRule<UpdateWorkGroupInput> access() {
    return AthenaAccess.onWorkGroup("athena:UpdateWorkGroup", UpdateWorkGroupInput::workGroup);
  }

  @Override
  public UpdateWorkGroupOutput apply(UpdateWorkGroupInput input, Call call) {
    ledger.commit(
        tx -> {
          WorkGroup group = WorkGroups.load(tx, call.region(), input.workGroup());
          WorkGroup.Builder changed = group.toBuilder();
          if (input.description() != null) {
            changed.description(input.description());
          }
          if (input.state() != null) {
            changed.state(input.state());
          }
          if (input.configurationUpdates() != null) {
            changed.configuration(
                GroupSettings.update(group.configuration(), input.configurationUpdates()));
          }
          WorkGroups.put(tx, call.region(), changed.build());
          return true;
        });
    return UpdateWorkGroupOutput.builder().build();
  }
}
