package io.tarn.events;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.PageTokens;
import io.tarn.api.events.EventsService;
import io.tarn.api.events.ListRulesRequest;
import io.tarn.api.events.ListRulesResponse;
import io.tarn.api.events.Rule;
import io.tarn.ledger.Ledger;
import java.util.List;

/** Lists the rules of a bus by name. */
final class ListRules implements Operation<ListRulesRequest, ListRulesResponse> {
  private final Ledger ledger;

  ListRules(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public OperationModel<ListRulesRequest, ListRulesResponse> model() {
    return EventsService.LIST_RULES;
  }

  @Override
  public AccessRule<ListRulesRequest> access() {
    return AccessRule.on(
        "events:ListRules",
        (input, call) -> "arn:aws:events:" + call.region() + ":" + call.account() + ":rule/*");
  }

  @Override
  public ListRulesResponse apply(ListRulesRequest input, Call call) {
    BusName bus = BusName.of(input.eventBusName(), call.region());
    int size = input.limit() == null ? Limits.PAGE : input.limit();
    String prefix = input.namePrefix() == null ? "" : input.namePrefix();
    Object[] binding = {"ListRules", bus, prefix};
    String after = PageTokens.open(input.nextToken(), EventsErrors.VALIDATION, binding);
    List<RuleRow> rows =
        ledger.read(
            tx -> {
              Buses.require(tx, bus);
              return Rules.list(tx, bus, prefix, after == null ? "" : after, size + 1);
            });
    ListRulesResponse.Builder response =
        ListRulesResponse.builder()
            .rules(rows.stream().limit(size).map(row -> rule(row, call.account())).toList());
    if (rows.size() > size) {
      response.nextToken(PageTokens.seal(rows.get(size - 1).name().name(), binding));
    }
    return response.build();
  }

  private static Rule rule(RuleRow row, String account) {
    return Rule.builder()
        .name(row.name().name())
        .arn(row.name().arn(account))
        .eventPattern(row.pattern())
        .scheduleExpression(row.schedule())
        .state(row.state())
        .description(row.description())
        .roleArn(row.roleArn())
        .eventBusName(row.name().bus().name())
        .build();
  }
}
