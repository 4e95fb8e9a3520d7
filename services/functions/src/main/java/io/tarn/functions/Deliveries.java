package io.tarn.functions;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.api.Dispatcher;
import io.tarn.kernel.Arn;
import io.tarn.kernel.Caller;
import io.tarn.ledger.Task;
import io.tarn.ledger.TaskHandler;
import java.io.IOException;
import java.util.Optional;

/** Brings what came of an asynchronous invocation to its destination, as the function's role. */
final class Deliveries implements TaskHandler {
  static final String KIND = "functions.deliver";

  private final Lambda lambda;

  Deliveries(Lambda lambda) {
    this.lambda = requireNonNull(lambda, "lambda is null");
  }

  /** Whether a destination can be served; the others are refused by name when they are set. */
  static boolean isServed(String destination) {
    if (!Arn.isArn(destination)) {
      return false;
    }
    String service = Arn.parse(destination).service();
    return service.equals("lambda") || service.equals("events");
  }

  @Override
  public Completion run(Task task) throws IOException {
    JsonNode body = Tags.JSON.readTree(task.body());
    Arn destination = Arn.parse(body.path("destination").asText());
    String region = body.path("region").asText();
    String name = body.path("name").asText();
    Optional<FunctionRow> function =
        lambda.ledger().read(tx -> FunctionRows.find(tx, region, name, 0));
    if (function.isEmpty()) {
      return tx -> {};
    }
    Caller caller = lambda.dispatcher().assume(function.get().role(), Lambda.PRINCIPAL, name);
    Dispatcher.Origin origin = new Dispatcher.Origin(caller, region, task.traceId());
    if (destination.service().equals("lambda")) {
      invoke(destination, body.path("record"), origin);
    } else {
      putEvent(destination, body.path("record"), origin);
    }
    return tx -> {};
  }

  private void invoke(Arn destination, JsonNode record, Dispatcher.Origin origin) {
    ObjectNode input = Tags.JSON.createObjectNode();
    input.put("FunctionName", destination.toString()).put("InvocationType", "Event");
    input.set("Payload", record);
    lambda.dispatcher().dispatch("lambda", "Invoke", input, origin);
  }

  private void putEvent(Arn destination, JsonNode record, Dispatcher.Origin origin) {
    boolean success = record.path("requestContext").path("condition").asText().equals("Success");
    ObjectNode entry = Tags.JSON.createObjectNode();
    entry
        .put("Source", "lambda")
        .put(
            "DetailType",
            "Lambda Function Invocation Result - " + (success ? "Success" : "Failure"))
        .put("EventBusName", destination.toString())
        .put("Detail", record.toString());
    entry.putArray("Resources").add(record.path("requestContext").path("functionArn").asText());
    ObjectNode input = Tags.JSON.createObjectNode();
    input.putArray("Entries").add(entry);
    lambda.dispatcher().dispatch("events", "PutEvents", input, origin);
  }
}
