package io.tarn.workflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.tarn.api.Dispatcher;
import io.tarn.kernel.Caller;
import io.tarn.kernel.ServiceError;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the calls of Task states: new calls through the Dispatcher, as the machine's role. Source:
 * Step Functions developer guide, "Integrating services".
 */
final class Calls {
  private static final Logger LOG = LoggerFactory.getLogger(Calls.class);
  private static final String PRINCIPAL = "states.amazonaws.com";
  private static final int MAX_SESSION_NAME = 64;
  private static final Set<String> TIMES =
      Set.of("StartDate", "StopDate", "StartedOn", "CompletedOn", "LastModifiedOn");

  /** Fields that take text, where a definition may put any JSON. */
  private static final Map<String, Set<String>> TEXTS =
      Map.of(
          "states:startExecution", Set.of("Input"),
          "sns:publish", Set.of("Message"),
          "sqs:sendMessage", Set.of("MessageBody"));

  private final Dispatcher dispatcher;

  Calls(Dispatcher dispatcher) {
    this.dispatcher = dispatcher;
  }

  /**
   * On whose behalf a call is made.
   *
   * @param idempotency the same at every repetition of one call, so that a service that knows
   *     client tokens does the work once
   */
  record Occasion(
      String roleArn, String executionName, String region, String traceId, String idempotency) {
    String token() {
      return UUID.nameUUIDFromBytes(idempotency.getBytes(StandardCharsets.UTF_8)).toString();
    }
  }

  CallOutcome call(Resource resource, JsonNode request, Occasion occasion) {
    return guarded(
        resource,
        occasion,
        origin ->
            switch (resource.pattern()) {
              case FUNCTION -> function(resource, request, origin);
              case SDK -> new CallOutcome.Answered(dispatch(resource, object(request), origin));
              case ANSWER ->
                  resource.isLambda()
                      ? invoke(object(request), origin)
                      : new CallOutcome.Answered(
                          millis(
                              dispatch(resource, prepared(resource, request, occasion), origin)));
              case SYNC -> {
                ObjectNode input = prepared(resource, request, occasion);
                JsonNode answer = millis(dispatch(resource, input, origin));
                yield new CallOutcome.Started(answer, Jobs.handle(resource, input, answer));
              }
            });
  }

  /** Asks after a job. Trouble that may pass counts as going on. */
  CallOutcome look(Resource resource, String handle, Occasion occasion) {
    CallOutcome outcome =
        guarded(
            resource,
            occasion,
            origin -> {
              Jobs.Question question = Jobs.question(resource, handle);
              JsonNode answer =
                  dispatcher.dispatch(
                      resource.service(), question.operation(), question.input(), origin);
              return Jobs.judge(resource, millis(answer));
            });
    boolean passing =
        outcome instanceof CallOutcome.Failed failed
            && (failed.error().endsWith(".ServiceException")
                || failed.error().contains("Throttl")
                || failed.error().contains("TooManyRequests"));
    return passing ? new CallOutcome.Going() : outcome;
  }

  /** Ends a job that nobody waits for any more; what cannot be ended is left running. */
  void cancel(Resource resource, String handle, Occasion occasion) {
    CallOutcome outcome =
        guarded(
            resource,
            occasion,
            origin -> {
              Jobs.Question question = Jobs.cancel(resource, handle);
              return new CallOutcome.Answered(
                  dispatcher.dispatch(
                      resource.service(), question.operation(), question.input(), origin));
            });
    if (outcome instanceof CallOutcome.Failed failed) {
      LOG.warn("Job {} could not be cancelled: {} {}", handle, failed.error(), failed.cause());
    }
  }

  private interface Action {
    CallOutcome run(Dispatcher.Origin origin);
  }

  private CallOutcome guarded(Resource resource, Occasion occasion, Action action) {
    Dispatcher.Origin origin;
    try {
      Caller caller =
          dispatcher.assume(
              occasion.roleArn(),
              PRINCIPAL,
              History.cut(occasion.executionName(), MAX_SESSION_NAME));
      origin = new Dispatcher.Origin(caller, occasion.region(), occasion.traceId());
    } catch (ServiceError e) {
      return new CallOutcome.Failed(AslError.PERMISSIONS, e.message());
    }
    try {
      return action.run(origin);
    } catch (ServiceError e) {
      return failure(resource, e, occasion);
    } catch (RuntimeException e) {
      LOG.error("The call {} of {} failed", resource.arn(), occasion.executionName(), e);
      return new CallOutcome.Failed(
          SdkNames.errorPrefix(resource.service()) + ".SdkClientException", String.valueOf(e));
    }
  }

  private static CallOutcome failure(Resource resource, ServiceError error, Occasion occasion) {
    String prefix = SdkNames.errorPrefix(resource.service());
    String code = error.code();
    String name;
    if (error.status() >= 500 && error.status() != 501) {
      name = "ServiceException";
    } else if (resource.isLambda() && code.startsWith("AccessDenied")) {
      name = "AWSLambdaException";
    } else {
      name = code.endsWith("Exception") ? code : code + "Exception";
    }
    return new CallOutcome.Failed(
        prefix + "." + name,
        error.message()
            + " (Service: "
            + prefix
            + ", Status Code: "
            + error.status()
            + ", Request ID: "
            + occasion.token()
            + ")");
  }

  private JsonNode dispatch(Resource resource, ObjectNode input, Dispatcher.Origin origin) {
    return dispatcher.dispatch(resource.service(), resource.operation(), input, origin);
  }

  private static ObjectNode object(JsonNode request) {
    if (request instanceof ObjectNode object) {
      return object;
    }
    throw new ServiceError(
        "ValidationException",
        400,
        "The parameters of a service call must be a JSON object, not " + request.getNodeType());
  }

  private static ObjectNode prepared(Resource resource, JsonNode request, Occasion occasion) {
    ObjectNode input = object(request).deepCopy();
    String call = resource.type() + ":" + SdkNames.plain(resource.action());
    for (String field : TEXTS.getOrDefault(call, Set.of())) {
      JsonNode value = input.get(field);
      if (value != null && !value.isTextual()) {
        input.put(field, Json.write(value));
      }
    }
    if (call.equals("athena:startQueryExecution") && !input.has("ClientRequestToken")) {
      input.put("ClientRequestToken", occasion.token());
    }
    if (call.equals("states:startExecution") && !input.has("Name")) {
      input.put("Name", occasion.token());
    }
    if (call.equals("events:putEvents") && input.get("Entries") instanceof ArrayNode entries) {
      for (JsonNode entry : entries) {
        if (entry instanceof ObjectNode fields
            && fields.has("Detail")
            && !fields.path("Detail").isTextual()) {
          fields.put("Detail", Json.write(fields.path("Detail")));
        }
      }
    }
    return input;
  }

  private CallOutcome function(Resource resource, JsonNode request, Dispatcher.Origin origin) {
    ObjectNode input = Json.object().put("FunctionName", resource.arn());
    input.set("Payload", request);
    CallOutcome outcome = invoke(input, origin);
    return outcome instanceof CallOutcome.Answered answer
        ? new CallOutcome.Answered(answer.result().path("Payload"))
        : outcome;
  }

  private CallOutcome invoke(ObjectNode request, Dispatcher.Origin origin) {
    ObjectNode input = request.deepCopy();
    if (input.has("Payload")) {
      input.put("Payload", Json.write(input.path("Payload")));
    }
    JsonNode answer = dispatcher.dispatch("lambda", "Invoke", input, origin);
    String text = answer.path("Payload").asText("");
    JsonNode payload = payload(text);
    if (answer.hasNonNull("FunctionError")) {
      JsonNode type = payload.path("errorType");
      return type.isTextual()
          ? new CallOutcome.Failed(type.textValue(), text)
          : new CallOutcome.Failed(
              "Lambda.Unknown",
              "The cause could not be determined because Lambda did not return an error type."
                  + " Returned payload: "
                  + text);
    }
    ObjectNode result = Json.object();
    result.put("ExecutedVersion", answer.path("ExecutedVersion").asText("$LATEST"));
    if (answer.hasNonNull("LogResult")) {
      result.set("LogResult", answer.path("LogResult"));
    }
    result.set("Payload", payload);
    int status = answer.path("StatusCode").asInt(200);
    result.putObject("SdkHttpMetadata").put("HttpStatusCode", status);
    result.put("StatusCode", status);
    return new CallOutcome.Answered(result);
  }

  private static JsonNode payload(String text) {
    if (text.isEmpty()) {
      return NullNode.getInstance();
    }
    try {
      return Json.parse(text);
    } catch (JsonProcessingException e) {
      return TextNode.valueOf(text);
    }
  }

  /** The optimised integrations show times as milliseconds since 1970. */
  private static JsonNode millis(JsonNode node) {
    if (node instanceof ArrayNode array) {
      ArrayNode copy = Json.array();
      array.forEach(element -> copy.add(millis(element)));
      return copy;
    }
    if (!(node instanceof ObjectNode object)) {
      return node;
    }
    ObjectNode copy = Json.object();
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      String name = field.getKey();
      JsonNode value = field.getValue();
      if (value.isTextual() && (TIMES.contains(name) || name.endsWith("DateTime"))) {
        try {
          copy.put(name, Instant.parse(value.textValue()).toEpochMilli());
        } catch (DateTimeParseException e) {
          copy.set(name, value);
        }
      } else {
        copy.set(name, millis(value));
      }
    }
    return copy;
  }
}
