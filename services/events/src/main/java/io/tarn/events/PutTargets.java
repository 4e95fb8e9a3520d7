package io.tarn.events;

import io.tarn.api.Access;
import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.events.EventsService;
import io.tarn.api.events.PutTargetsRequest;
import io.tarn.api.events.PutTargetsResponse;
import io.tarn.api.events.Target;
import io.tarn.kernel.ServiceError;
import io.tarn.ledger.Ledger;
import java.util.ArrayList;
import java.util.List;

/** Adds targets to a rule, or replaces those of the same id: all of them or none. */
final class PutTargets implements Operation<PutTargetsRequest, PutTargetsResponse> {
  private final Ledger ledger;

  PutTargets(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public OperationModel<PutTargetsRequest, PutTargetsResponse> model() {
    return EventsService.PUT_TARGETS;
  }

  @Override
  public AccessRule<PutTargetsRequest> access() {
    return (input, call) -> {
      List<Access> all = new ArrayList<>();
      RuleName name = new RuleName(BusName.of(input.eventBusName(), call.region()), input.rule());
      all.add(Access.of("events:PutTargets", name.arn(call.account())));
      for (Target target : input.targets()) {
        if (target.roleArn() != null) {
          all.add(passRole(target.roleArn()));
        }
      }
      return all;
    };
  }

  @Override
  public PutTargetsResponse apply(PutTargetsRequest input, Call call) {
    RuleName name = new RuleName(BusName.of(input.eventBusName(), call.region()), input.rule());
    input.targets().forEach(Targets::require);
    ledger.commit(
        tx -> {
          Buses.require(tx, name.bus());
          RuleRow rule = Rules.load(tx, name);
          for (Target target : input.targets()) {
            Rules.putTarget(tx, name, target);
          }
          if (Rules.targets(tx, name).size() > Limits.TARGETS_PER_RULE) {
            throw new ServiceError(
                EventsErrors.LIMIT_EXCEEDED,
                "The requested resource exceeds the maximum number allowed: rule "
                    + rule.name().name()
                    + " may have "
                    + Limits.TARGETS_PER_RULE
                    + " targets.");
          }
          return rule;
        });
    return PutTargetsResponse.builder().failedEntryCount(0).failedEntries(List.of()).build();
  }

  static Access passRole(String roleArn) {
    return Access.of("iam:PassRole", roleArn)
        .withContext("iam:PassedToService", "events.amazonaws.com");
  }
}
