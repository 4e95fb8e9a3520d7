package io.tarn.sql;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.athena.AthenaService;
import io.tarn.api.athena.CreateWorkGroupInput;
import io.tarn.api.athena.CreateWorkGroupOutput;
import io.tarn.api.athena.WorkGroup;
import io.tarn.api.athena.WorkGroupConfiguration;
import io.tarn.ledger.Ledger;

/** Makes a work group. */
final class CreateWorkGroup implements Operation<CreateWorkGroupInput, CreateWorkGroupOutput> {
  private final Ledger ledger;
  private final Limits limits;

  CreateWorkGroup(Ledger ledger, Limits limits) {
    this.ledger = ledger;
    this.limits = limits;
  }

  @Override
  public OperationModel<CreateWorkGroupInput, CreateWorkGroupOutput> model() {
    return AthenaService.CREATE_WORK_GROUP;
  }

  @Override
  public AccessRule<CreateWorkGroupInput> access() {
    return AthenaAccess.onWorkGroup("athena:CreateWorkGroup", CreateWorkGroupInput::name);
  }

  @Override
  public CreateWorkGroupOutput apply(CreateWorkGroupInput input, Call call) {
    WorkGroupConfiguration asked =
        input.configuration() == null
            ? WorkGroupConfiguration.builder().build()
            : input.configuration();
    GroupSettings.check(asked);
    WorkGroup group =
        WorkGroup.builder()
            .name(input.name())
            .state("ENABLED")
            .description(input.description() == null ? "" : input.description())
            .creationTime(call.now())
            .configuration(GroupSettings.complete(asked))
            .build();
    ledger.commit(
        tx -> {
          if (WorkGroups.find(tx, call.region(), input.name()).isPresent()) {
            throw SqlError.INVALID_REQUEST.error("WorkGroup is already created");
          }
          if (WorkGroups.count(tx, call.region()) >= limits.workGroups()) {
            throw SqlError.INVALID_REQUEST.error(
                "The limit of " + limits.workGroups() + " work groups is reached");
          }
          WorkGroups.put(tx, call.region(), group);
          if (input.tags() != null) {
            Tags.put(tx, call.region(), AthenaAccess.workGroup(call, input.name()), input.tags());
          }
          return true;
        });
    return CreateWorkGroupOutput.builder().build();
  }
}
