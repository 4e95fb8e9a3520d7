package io.tarn.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.api.Access;
import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.events.EventsService;
import io.tarn.api.events.PutEventsRequest;
import io.tarn.api.events.PutEventsRequestEntry;
import io.tarn.api.events.PutEventsResponse;
import io.tarn.api.events.PutEventsResultEntry;
import io.tarn.kernel.ServiceError;
import io.tarn.ledger.Ledger;
import io.tarn.ledger.NewFact;
import io.tarn.ledger.Tx;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes events of one's own onto a bus: each entry is judged by itself. */
final class PutEvents implements Operation<PutEventsRequest, PutEventsResponse> {
  private final Ledger ledger;

  PutEvents(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public OperationModel<PutEventsRequest, PutEventsResponse> model() {
    return EventsService.PUT_EVENTS;
  }

  @Override
  public AccessRule<PutEventsRequest> access() {
    return (input, call) ->
        input.entries().stream()
            .map(entry -> BusName.of(entry.eventBusName(), call.region()).arn(call.account()))
            .distinct()
            .map(arn -> Access.of("events:PutEvents", arn))
            .toList();
  }

  @Override
  public PutEventsResponse apply(PutEventsRequest input, Call call) {
    if (input.endpointId() != null) {
      throw Targets.notImplemented("EndpointId");
    }
    int bytes = input.entries().stream().mapToInt(PutEvents::bytes).sum();
    if (bytes > Limits.ENTRY_BYTES) {
      throw new ServiceError(
          EventsErrors.VALIDATION, "Total size of the entries in the request is over the limit.");
    }
    List<PutEventsResultEntry> results =
        ledger.commit(tx -> input.entries().stream().map(entry -> put(tx, entry, call)).toList());
    int failed = (int) results.stream().filter(result -> result.errorCode() != null).count();
    return PutEventsResponse.builder().failedEntryCount(failed).entries(results).build();
  }

  private PutEventsResultEntry put(Tx tx, PutEventsRequestEntry entry, Call call) {
    if (entry.source() == null || entry.source().isEmpty()) {
      return failed(
          "InvalidArgument",
          "Parameter Source is not valid. Reason: Source is a required argument.");
    }
    if (entry.detailType() == null || entry.detailType().isEmpty()) {
      return failed(
          "InvalidArgument",
          "Parameter DetailType is not valid. Reason: DetailType is a required argument.");
    }
    if (entry.detail() == null) {
      return failed(
          "InvalidArgument",
          "Parameter Detail is not valid. Reason: Detail is a required argument.");
    }
    if (entry.source().startsWith("aws.")) {
      return failed("NotAuthorizedForSourceException", "Not authorized for the source.");
    }
    Optional<JsonNode> detail = Json.parse(entry.detail());
    if (detail.isEmpty() || !detail.get().isObject()) {
      return failed("MalformedDetail", "Detail is malformed.");
    }
    BusName bus = BusName.of(entry.eventBusName(), call.region());
    if (!Buses.exists(tx, bus)) {
      return failed("ResourceNotFoundException", bus.missing().message());
    }
    String id = call.ids().uuid();
    ObjectNode event =
        new EventSource(call.account())
            .event(
                id,
                entry.source(),
                entry.detailType(),
                entry.time() == null ? call.now() : entry.time(),
                bus.region(),
                entry.resources() == null ? List.of() : entry.resources(),
                detail.get());
    ObjectNode body = Json.object().put("bus", bus.name());
    body.set("event", event);
    tx.publish(
        new NewFact(
            EventSource.PUT,
            1,
            call.now(),
            bus.region(),
            bus.arn(call.account()),
            call.caller().arn(),
            call.traceId(),
            Json.write(body)));
    return PutEventsResultEntry.builder().eventId(id).build();
  }

  private static PutEventsResultEntry failed(String code, String message) {
    return PutEventsResultEntry.builder().errorCode(code).errorMessage(message).build();
  }

  /** An entry's size as AWS counts it. */
  private static int bytes(PutEventsRequestEntry entry) {
    int size = entry.time() == null ? 0 : 14;
    size += bytes(entry.source()) + bytes(entry.detailType()) + bytes(entry.detail());
    if (entry.resources() != null) {
      size += entry.resources().stream().mapToInt(PutEvents::bytes).sum();
    }
    return size;
  }

  private static int bytes(@Nullable String text) {
    return text == null ? 0 : text.getBytes(StandardCharsets.UTF_8).length;
  }
}
