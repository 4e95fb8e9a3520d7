package io.tarn.functions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.functions.sandbox.Invocation;
import io.tarn.ledger.NewTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * One asynchronous invocation as a task: its tries are counted here, not by the ledger, because a
 * throttled try does not count.
 *
 * @param received when the caller handed it over
 * @param tries how often the function has failed
 * @param waits how often it was throttled in a row
 */
@SuppressWarnings("ArrayRecordComponent")
record EventTask(
    FunctionName name,
    String requestId,
    String traceId,
    Instant received,
    int tries,
    int waits,
    Optional<String> clientContext,
    byte[] payload) {
  static final String KIND = "functions.invoke";

  /** The ledger's own tries: for faults of the lake, not of the function. */
  private static final int LEDGER_ATTEMPTS = 20;

  NewTask due(Instant due) {
    ObjectNode body = Tags.JSON.createObjectNode();
    body.put("region", name.region()).put("account", name.account()).put("name", name.name());
    name.qualifier().ifPresent(each -> body.put("qualifier", each));
    body.put("requestId", requestId)
        .put("received", received.toEpochMilli())
        .put("tries", tries)
        .put("waits", waits);
    clientContext.ifPresent(each -> body.put("clientContext", each));
    body.put("payload", Base64.getEncoder().encodeToString(payload));
    // The key differs from try to try: a task may not replace the one that is ending.
    String key = requestId + "/" + tries + "/" + waits;
    return new NewTask(
        KIND, key, due, LEDGER_ATTEMPTS, Duration.ofSeconds(1), traceId, body.toString());
  }

  static EventTask read(String text, String traceId) {
    try {
      JsonNode body = Tags.JSON.readTree(text);
      return new EventTask(
          new FunctionName(
              body.path("region").asText(),
              body.path("account").asText(),
              body.path("name").asText(),
              text(body, "qualifier")),
          body.path("requestId").asText(),
          traceId,
          Instant.ofEpochMilli(body.path("received").asLong()),
          body.path("tries").asInt(),
          body.path("waits").asInt(),
          text(body, "clientContext"),
          Base64.getDecoder().decode(body.path("payload").asText()));
    } catch (IOException e) {
      throw new UncheckedIOException("An invocation cannot be read", e);
    }
  }

  private static Optional<String> text(JsonNode body, String member) {
    return Optional.ofNullable(body.get(member)).map(JsonNode::asText);
  }

  EventTask failed() {
    return new EventTask(name, requestId, traceId, received, tries + 1, 0, clientContext, payload);
  }

  EventTask throttled() {
    return new EventTask(
        name, requestId, traceId, received, tries, waits + 1, clientContext, payload);
  }

  Invocation invocation() {
    return new Invocation(requestId, name.qualifiedArn(), traceId, clientContext, payload);
  }
}
