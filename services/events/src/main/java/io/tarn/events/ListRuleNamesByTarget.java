package io.tarn.events;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.PageTokens;
import io.tarn.api.events.EventsService;
import io.tarn.api.events.ListRuleNamesByTargetRequest;
import io.tarn.api.events.ListRuleNamesByTargetResponse;
import io.tarn.ledger.Ledger;
import java.util.List;

/** Lists the rules that have a target. */
final class ListRuleNamesByTarget
    implements Operation<ListRuleNamesByTargetRequest, ListRuleNamesByTargetResponse> {
  private final Ledger ledger;

  ListRuleNamesByTarget(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public OperationModel<ListRuleNamesByTargetRequest, ListRuleNamesByTargetResponse> model() {
    return EventsService.LIST_RULE_NAMES_BY_TARGET;
  }

  @Override
  public AccessRule<ListRuleNamesByTargetRequest> access() {
    return AccessRule.on(
        "events:ListRuleNamesByTarget",
        (input, call) -> "arn:aws:events:" + call.region() + ":" + call.account() + ":rule/*");
  }

  @Override
  public ListRuleNamesByTargetResponse apply(ListRuleNamesByTargetRequest input, Call call) {
    BusName bus = BusName.of(input.eventBusName(), call.region());
    int size = input.limit() == null ? Limits.PAGE : input.limit();
    Object[] binding = {"ListRuleNamesByTarget", bus, input.targetArn()};
    String after = PageTokens.open(input.nextToken(), EventsErrors.VALIDATION, binding);
    List<String> names =
        ledger.read(
            tx -> {
              Buses.require(tx, bus);
              return Rules.withTarget(
                  tx, bus, input.targetArn(), after == null ? "" : after, size + 1);
            });
    ListRuleNamesByTargetResponse.Builder response =
        ListRuleNamesByTargetResponse.builder().ruleNames(names.stream().limit(size).toList());
    if (names.size() > size) {
      response.nextToken(PageTokens.seal(names.get(size - 1), binding));
    }
    return response.build();
  }
}
