package io.tarn.events;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.events.EnableRuleRequest;
import io.tarn.api.events.EnableRuleResponse;
import io.tarn.api.events.EventsService;
import io.tarn.ledger.Ledger;

/** Lets a rule match again, and its schedule run. */
final class EnableRule implements Operation<EnableRuleRequest, EnableRuleResponse> {
  private final Ledger ledger;

  EnableRule(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public OperationModel<EnableRuleRequest, EnableRuleResponse> model() {
    return EventsService.ENABLE_RULE;
  }

  @Override
  public AccessRule<EnableRuleRequest> access() {
    return AccessRule.on(
        "events:EnableRule",
        (input, call) ->
            new RuleName(BusName.of(input.eventBusName(), call.region()), input.name())
                .arn(call.account()));
  }

  @Override
  public EnableRuleResponse apply(EnableRuleRequest input, Call call) {
    RuleName name = new RuleName(BusName.of(input.eventBusName(), call.region()), input.name());
    ledger.commit(
        tx -> {
          RuleRow rule = Rules.load(tx, name).enabled(true);
          Rules.put(tx, rule);
          Schedules.follow(tx, rule, call.now());
          return rule;
        });
    return EnableRuleResponse.builder().build();
  }
}
