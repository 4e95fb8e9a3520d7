package io.tarn.events;

import io.tarn.api.Access;
import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.events.EventsService;
import io.tarn.api.events.PutRuleRequest;
import io.tarn.api.events.PutRuleResponse;
import io.tarn.kernel.ServiceError;
import io.tarn.ledger.Ledger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes a rule or replaces one of the same name; tags are taken at its making only. */
final class PutRule implements Operation<PutRuleRequest, PutRuleResponse> {
  private final Ledger ledger;

  PutRule(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public OperationModel<PutRuleRequest, PutRuleResponse> model() {
    return EventsService.PUT_RULE;
  }

  @Override
  public AccessRule<PutRuleRequest> access() {
    return (input, call) -> {
      List<Access> all = new ArrayList<>();
      RuleName name = new RuleName(BusName.of(input.eventBusName(), call.region()), input.name());
      all.add(Tags.requested(Access.of("events:PutRule", name.arn(call.account())), input.tags()));
      if (input.roleArn() != null) {
        all.add(PutTargets.passRole(input.roleArn()));
      }
      return all;
    };
  }

  @Override
  public PutRuleResponse apply(PutRuleRequest input, Call call) {
    RuleName name = new RuleName(BusName.of(input.eventBusName(), call.region()), input.name());
    require(input, name.bus());
    boolean enabled = !"DISABLED".equals(input.state());
    Map<String, String> tags = Tags.require(Tags.map(input.tags()));
    ledger.commit(
        tx -> {
          Buses.require(tx, name.bus());
          Optional<RuleRow> before = Rules.find(tx, name);
          if (before.isEmpty() && Rules.count(tx, name.bus()) >= Limits.RULES_PER_BUS) {
            throw new ServiceError(
                EventsErrors.LIMIT_EXCEEDED,
                "The requested resource exceeds the maximum number allowed: bus "
                    + name.bus().name()
                    + " has "
                    + Limits.RULES_PER_BUS
                    + " rules.");
          }
          RuleRow rule =
              new RuleRow(
                  name,
                  input.eventPattern(),
                  input.scheduleExpression(),
                  enabled,
                  input.description(),
                  input.roleArn(),
                  before.map(RuleRow::tags).orElse(tags));
          Rules.put(tx, rule);
          Schedules.follow(tx, rule, call.now());
          return rule;
        });
    return PutRuleResponse.builder().ruleArn(name.arn(call.account())).build();
  }

  private static void require(PutRuleRequest input, BusName bus) {
    String pattern = input.eventPattern();
    String schedule = input.scheduleExpression();
    if (pattern == null && schedule == null) {
      throw invalid("Parameter(s) EventPattern or ScheduleExpression must be specified.");
    }
    if (pattern != null) {
      EventPattern.require(pattern);
    }
    if (schedule != null && !bus.isDefault()) {
      throw invalid("ScheduleExpression is supported only on the default event bus.");
    }
    if (schedule != null && Schedules.parse(schedule).isEmpty()) {
      throw invalid("Parameter ScheduleExpression is not valid.");
    }
    if ("ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS".equals(input.state())) {
      throw Targets.notImplemented("State " + input.state());
    }
  }

  private static ServiceError invalid(String message) {
    return new ServiceError(EventsErrors.VALIDATION, message);
  }
}
