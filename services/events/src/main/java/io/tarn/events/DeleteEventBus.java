package io.tarn.events;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.events.DeleteEventBusRequest;
import io.tarn.api.events.DeleteEventBusResponse;
import io.tarn.api.events.EventsService;
import io.tarn.kernel.ServiceError;
import io.tarn.ledger.Ledger;

/** Removes a bus that has no rules any more; one that is not there is no error. */
final class DeleteEventBus implements Operation<DeleteEventBusRequest, DeleteEventBusResponse> {
  private final Ledger ledger;

  DeleteEventBus(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public OperationModel<DeleteEventBusRequest, DeleteEventBusResponse> model() {
    return EventsService.DELETE_EVENT_BUS;
  }

  @Override
  public AccessRule<DeleteEventBusRequest> access() {
    return AccessRule.on(
        "events:DeleteEventBus",
        (input, call) -> BusName.of(input.name(), call.region()).arn(call.account()));
  }

  @Override
  public DeleteEventBusResponse apply(DeleteEventBusRequest input, Call call) {
    BusName name = BusName.of(input.name(), call.region());
    if (name.isDefault()) {
      throw new ServiceError(EventsErrors.VALIDATION, "Cannot delete event bus default.");
    }
    ledger.commit(
        tx -> {
          if (Rules.count(tx, name) > 0) {
            throw new ServiceError(
                EventsErrors.VALIDATION, "Event bus can't be deleted since it has rules.");
          }
          Buses.delete(tx, name);
          return name;
        });
    return DeleteEventBusResponse.builder().build();
  }
}
