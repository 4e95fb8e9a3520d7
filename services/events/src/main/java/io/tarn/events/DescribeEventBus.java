package io.tarn.events;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.events.DescribeEventBusRequest;
import io.tarn.api.events.DescribeEventBusResponse;
import io.tarn.api.events.EventsService;
import io.tarn.ledger.Ledger;

/** Tells an event bus. */
final class DescribeEventBus
    implements Operation<DescribeEventBusRequest, DescribeEventBusResponse> {
  private final Ledger ledger;

  DescribeEventBus(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public OperationModel<DescribeEventBusRequest, DescribeEventBusResponse> model() {
    return EventsService.DESCRIBE_EVENT_BUS;
  }

  @Override
  public AccessRule<DescribeEventBusRequest> access() {
    return AccessRule.on(
        "events:DescribeEventBus",
        (input, call) -> BusName.of(input.name(), call.region()).arn(call.account()));
  }

  @Override
  public DescribeEventBusResponse apply(DescribeEventBusRequest input, Call call) {
    BusName name = BusName.of(input.name(), call.region());
    DescribeEventBusResponse.Builder response =
        DescribeEventBusResponse.builder().name(name.name()).arn(name.arn(call.account()));
    if (name.isDefault()) {
      return response.build();
    }
    BusRow bus = ledger.read(tx -> Buses.find(tx, name).orElseThrow(name::missing));
    return response
        .description(bus.description())
        .creationTime(bus.created())
        .lastModifiedTime(bus.created())
        .build();
  }
}
