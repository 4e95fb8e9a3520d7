package io.tarn.sql;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.athena.AthenaService;
import io.tarn.api.athena.GetWorkGroupInput;
import io.tarn.api.athena.GetWorkGroupOutput;
import io.tarn.ledger.Ledger;

/** Answers one work group. */
final class GetWorkGroup implements Operation<GetWorkGroupInput, GetWorkGroupOutput> {
  private final Ledger ledger;

  GetWorkGroup(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public OperationModel<GetWorkGroupInput, GetWorkGroupOutput> model() {
    return AthenaService.GET_WORK_GROUP;
  }

  @Override
  public AccessRule<GetWorkGroupInput> access() {
    return AthenaAccess.onWorkGroup("athena:GetWorkGroup", GetWorkGroupInput::workGroup);
  }

  @Override
  public GetWorkGroupOutput apply(GetWorkGroupInput input, Call call) {
    return GetWorkGroupOutput.builder()
        .workGroup(ledger.read(tx -> WorkGroups.load(tx, call.region(), input.workGroup())))
        .build();
  }
}
