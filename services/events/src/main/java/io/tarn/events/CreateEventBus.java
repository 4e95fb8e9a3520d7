package io.tarn.events;

import io.tarn.api.Access;
import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.events.CreateEventBusRequest;
import io.tarn.api.events.CreateEventBusResponse;
import io.tarn.api.events.EventsService;
import io.tarn.kernel.ServiceError;
import io.tarn.ledger.Ledger;
import java.util.List;

/** Makes an event bus beside the default one. */
final class CreateEventBus implements Operation<CreateEventBusRequest, CreateEventBusResponse> {
  private final Ledger ledger;

  CreateEventBus(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public OperationModel<CreateEventBusRequest, CreateEventBusResponse> model() {
    return EventsService.CREATE_EVENT_BUS;
  }

  @Override
  public AccessRule<CreateEventBusRequest> access() {
    return (input, call) ->
        List.of(
            Tags.requested(
                Access.of(
                    "events:CreateEventBus",
                    new BusName(call.region(), input.name()).arn(call.account())),
                input.tags()));
  }

  @Override
  public CreateEventBusResponse apply(CreateEventBusRequest input, Call call) {
    if (input.eventSourceName() != null
        || input.kmsKeyIdentifier() != null
        || input.deadLetterConfig() != null
        || input.logConfig() != null) {
      throw Targets.notImplemented(
          "EventSourceName, KmsKeyIdentifier, DeadLetterConfig or LogConfig of an event bus");
    }
    if (input.name().indexOf('/') >= 0) {
      throw new ServiceError(EventsErrors.VALIDATION, "Event bus name must not contain '/'.");
    }
    BusName name = new BusName(call.region(), input.name());
    BusRow bus =
        new BusRow(name, input.description(), call.now(), Tags.require(Tags.map(input.tags())));
    ledger.commit(
        tx -> {
          if (Buses.exists(tx, name)) {
            throw new ServiceError(
                EventsErrors.RESOURCE_ALREADY_EXISTS,
                "Event bus " + name.name() + " already exists.");
          }
          if (Buses.list(tx, call.region()).size() >= Limits.BUSES) {
            throw new ServiceError(
                EventsErrors.LIMIT_EXCEEDED,
                "The requested resource exceeds the maximum number allowed.");
          }
          Buses.insert(tx, bus);
          return bus;
        });
    return CreateEventBusResponse.builder()
        .eventBusArn(name.arn(call.account()))
        .description(input.description())
        .build();
  }
}
