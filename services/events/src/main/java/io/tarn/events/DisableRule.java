package io.tarn.events;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.events.DisableRuleRequest;
import io.tarn.api.events.DisableRuleResponse;
import io.tarn.api.events.EventsService;
import io.tarn.ledger.Ledger;

/** Keeps a rule from matching, and its schedule from running. */
final class DisableRule implements Operation<DisableRuleRequest, DisableRuleResponse> {
  private final Ledger ledger;

  DisableRule(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public OperationModel<DisableRuleRequest, DisableRuleResponse> model() {
    return EventsService.DISABLE_RULE;
  }

  @Override
  public AccessRule<DisableRuleRequest> access() {
    return AccessRule.on(
        "events:DisableRule",
        (input, call) ->
            new RuleName(BusName.of(input.eventBusName(), call.region()), input.name())
                .arn(call.account()));
  }

  @Override
  public DisableRuleResponse apply(DisableRuleRequest input, Call call) {
    RuleName name = new RuleName(BusName.of(input.eventBusName(), call.region()), input.name());
    ledger.commit(
        tx -> {
          RuleRow rule = Rules.load(tx, name).enabled(false);
          Rules.put(tx, rule);
          Schedules.follow(tx, rule, call.now());
          return rule;
        });
    return DisableRuleResponse.builder().build();
  }
}
