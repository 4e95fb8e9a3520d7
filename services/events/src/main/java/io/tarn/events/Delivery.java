package io.tarn.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.api.StructureJson;
import io.tarn.api.events.RetryPolicy;
import io.tarn.api.events.Target;
import io.tarn.ledger.NewTask;
import java.time.Duration;
import java.time.Instant;

/**
 * One event on its way to one target, as its task keeps it: the target as it was when the event
 * matched.
 *
 * @param input what the target gets, JSON text
 * @param since when the event matched; its age counts from then
 */
record Delivery(RuleName rule, Target target, String eventId, String input, Instant since) {
  static final String KIND = "events.deliver";
  private static final Duration BACK_OFF = Duration.ofSeconds(1);

  NewTask task(String ruleArn, String traceId) {
    ObjectNode body = Json.object();
    body.put("region", rule.bus().region());
    body.put("bus", rule.bus().name());
    body.put("rule", rule.name());
    body.put("target", StructureJson.write(target));
    body.put("eventId", eventId);
    body.put("input", input);
    body.put("since", since.toEpochMilli());
    return new NewTask(
        KIND,
        eventId + "/" + ruleArn + "/" + target.id(),
        since,
        attempts(),
        BACK_OFF,
        traceId,
        Json.write(body));
  }

  static Delivery parse(String text) {
    JsonNode body = Json.parseOwn(text);
    BusName bus = new BusName(body.path("region").asText(), body.path("bus").asText());
    return new Delivery(
        new RuleName(bus, body.path("rule").asText()),
        Rules.readTarget(body.path("target").asText()),
        body.path("eventId").asText(),
        body.path("input").asText(),
        Instant.ofEpochMilli(body.path("since").asLong()));
  }

  private int attempts() {
    RetryPolicy policy = target.retryPolicy();
    Integer retries = policy == null ? null : policy.maximumRetryAttempts();
    return 1 + (retries == null ? Limits.RETRY_ATTEMPTS : retries);
  }

  /** When it is too old to be tried again. */
  Instant expires() {
    RetryPolicy policy = target.retryPolicy();
    Integer age = policy == null ? null : policy.maximumEventAgeInSeconds();
    return since.plus(age == null ? Limits.EVENT_AGE : Duration.ofSeconds(age));
  }
}
