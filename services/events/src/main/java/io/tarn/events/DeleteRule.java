package io.tarn.events;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.events.DeleteRuleRequest;
import io.tarn.api.events.DeleteRuleResponse;
import io.tarn.api.events.EventsService;
import io.tarn.kernel.ServiceError;
import io.tarn.ledger.Ledger;

/** Removes a rule that has no targets any more; one that is not there is no error. */
final class DeleteRule implements Operation<DeleteRuleRequest, DeleteRuleResponse> {
  private final Ledger ledger;

  DeleteRule(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public OperationModel<DeleteRuleRequest, DeleteRuleResponse> model() {
    return EventsService.DELETE_RULE;
  }

  @Override
  public AccessRule<DeleteRuleRequest> access() {
    return AccessRule.on(
        "events:DeleteRule",
        (input, call) ->
            new RuleName(BusName.of(input.eventBusName(), call.region()), input.name())
                .arn(call.account()));
  }

  @Override
  public DeleteRuleResponse apply(DeleteRuleRequest input, Call call) {
    RuleName name = new RuleName(BusName.of(input.eventBusName(), call.region()), input.name());
    ledger.commit(
        tx -> {
          Buses.require(tx, name.bus());
          if (!Rules.targets(tx, name).isEmpty()) {
            throw new ServiceError(
                EventsErrors.VALIDATION, "Rule can't be deleted since it has targets.");
          }
          Rules.delete(tx, name);
          Schedules.forget(tx, name);
          return name;
        });
    return DeleteRuleResponse.builder().build();
  }
}
