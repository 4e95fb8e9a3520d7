package io.tarn.events;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.events.EventsService;
import io.tarn.api.events.RemoveTargetsRequest;
import io.tarn.api.events.RemoveTargetsResponse;
import io.tarn.ledger.Ledger;
import java.util.List;

/** Takes targets off a rule; an id that is not there is no error. */
final class RemoveTargets implements Operation<RemoveTargetsRequest, RemoveTargetsResponse> {
  private final Ledger ledger;

  RemoveTargets(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public OperationModel<RemoveTargetsRequest, RemoveTargetsResponse> model() {
    return EventsService.REMOVE_TARGETS;
  }

  @Override
  public AccessRule<RemoveTargetsRequest> access() {
    return AccessRule.on(
        "events:RemoveTargets",
        (input, call) ->
            new RuleName(BusName.of(input.eventBusName(), call.region()), input.rule())
                .arn(call.account()));
  }

  @Override
  public RemoveTargetsResponse apply(RemoveTargetsRequest input, Call call) {
    RuleName name = new RuleName(BusName.of(input.eventBusName(), call.region()), input.rule());
    ledger.commit(
        tx -> {
          Buses.require(tx, name.bus());
          RuleRow rule = Rules.load(tx, name);
          input.ids().forEach(id -> Rules.removeTarget(tx, name, id));
          return rule;
        });
    return RemoveTargetsResponse.builder().failedEntryCount(0).failedEntries(List.of()).build();
  }
}
