package io.tarn.events;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.events.EventsService;
import io.tarn.api.events.ListTargetsByRuleRequest;
import io.tarn.api.events.ListTargetsByRuleResponse;
import io.tarn.api.events.Target;
import io.tarn.ledger.Ledger;
import java.util.List;

/** Lists the targets of a rule; five at most, so one page. */
final class ListTargetsByRule
    implements Operation<ListTargetsByRuleRequest, ListTargetsByRuleResponse> {
  private final Ledger ledger;

  ListTargetsByRule(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public OperationModel<ListTargetsByRuleRequest, ListTargetsByRuleResponse> model() {
    return EventsService.LIST_TARGETS_BY_RULE;
  }

  @Override
  public AccessRule<ListTargetsByRuleRequest> access() {
    return AccessRule.on(
        "events:ListTargetsByRule",
        (input, call) ->
            new RuleName(BusName.of(input.eventBusName(), call.region()), input.rule())
                .arn(call.account()));
  }

  @Override
  public ListTargetsByRuleResponse apply(ListTargetsByRuleRequest input, Call call) {
    RuleName name = new RuleName(BusName.of(input.eventBusName(), call.region()), input.rule());
    List<Target> targets =
        ledger.read(
            tx -> {
              RuleRow rule = Rules.load(tx, name);
              return Rules.targets(tx, rule.name());
            });
    return ListTargetsByRuleResponse.builder().targets(targets).build();
  }
}
