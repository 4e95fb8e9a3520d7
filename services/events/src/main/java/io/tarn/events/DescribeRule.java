package io.tarn.events;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.events.DescribeRuleRequest;
import io.tarn.api.events.DescribeRuleResponse;
import io.tarn.api.events.EventsService;
import io.tarn.ledger.Ledger;

/** Tells a rule. */
final class DescribeRule implements Operation<DescribeRuleRequest, DescribeRuleResponse> {
  private final Ledger ledger;

  DescribeRule(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public OperationModel<DescribeRuleRequest, DescribeRuleResponse> model() {
    return EventsService.DESCRIBE_RULE;
  }

  @Override
  public AccessRule<DescribeRuleRequest> access() {
    return AccessRule.on(
        "events:DescribeRule",
        (input, call) ->
            new RuleName(BusName.of(input.eventBusName(), call.region()), input.name())
                .arn(call.account()));
  }

  @Override
  public DescribeRuleResponse apply(DescribeRuleRequest input, Call call) {
    RuleName name = new RuleName(BusName.of(input.eventBusName(), call.region()), input.name());
    RuleRow rule = ledger.read(tx -> Rules.load(tx, name));
    return DescribeRuleResponse.builder()
        .name(name.name())
        .arn(name.arn(call.account()))
        .eventPattern(rule.pattern())
        .scheduleExpression(rule.schedule())
        .state(rule.state())
        .description(rule.description())
        .roleArn(rule.roleArn())
        .eventBusName(name.bus().name())
        .createdBy(call.account())
        .build();
  }
}
