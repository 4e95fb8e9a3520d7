package io.tarn.events;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.PageTokens;
import io.tarn.api.events.EventBus;
import io.tarn.api.events.EventsService;
import io.tarn.api.events.ListEventBusesRequest;
import io.tarn.api.events.ListEventBusesResponse;
import io.tarn.ledger.Ledger;
import java.util.ArrayList;
import java.util.List;

/** Lists the buses of the call's region, the default one included. */
final class ListEventBuses implements Operation<ListEventBusesRequest, ListEventBusesResponse> {
  private final Ledger ledger;

  ListEventBuses(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public OperationModel<ListEventBusesRequest, ListEventBusesResponse> model() {
    return EventsService.LIST_EVENT_BUSES;
  }

  @Override
  public AccessRule<ListEventBusesRequest> access() {
    return AccessRule.any("events:ListEventBuses");
  }

  @Override
  public ListEventBusesResponse apply(ListEventBusesRequest input, Call call) {
    String prefix = input.namePrefix() == null ? "" : input.namePrefix();
    int size = input.limit() == null ? Limits.PAGE : input.limit();
    Object[] binding = {"ListEventBuses", call.region(), prefix};
    String token = PageTokens.open(input.nextToken(), EventsErrors.VALIDATION, binding);
    String after = token == null ? "" : token;
    List<EventBus> all = new ArrayList<>();
    BusName usual = new BusName(call.region(), BusName.DEFAULT);
    all.add(EventBus.builder().name(usual.name()).arn(usual.arn(call.account())).build());
    for (BusRow bus : ledger.read(tx -> Buses.list(tx, call.region()))) {
      all.add(
          EventBus.builder()
              .name(bus.name().name())
              .arn(bus.name().arn(call.account()))
              .description(bus.description())
              .creationTime(bus.created())
              .lastModifiedTime(bus.created())
              .build());
    }
    List<EventBus> rest =
        all.stream()
            .filter(bus -> name(bus).startsWith(prefix) && name(bus).compareTo(after) > 0)
            .sorted((left, right) -> name(left).compareTo(name(right)))
            .toList();
    ListEventBusesResponse.Builder response =
        ListEventBusesResponse.builder().eventBuses(rest.stream().limit(size).toList());
    if (rest.size() > size) {
      response.nextToken(PageTokens.seal(name(rest.get(size - 1)), binding));
    }
    return response.build();
  }

  private static String name(EventBus bus) {
    return String.valueOf(bus.name());
  }
}
