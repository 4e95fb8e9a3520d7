package io.tarn.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import io.tarn.ledger.NewTask;
import java.time.Duration;
import java.time.Instant;

/** A job to end, as a task keeps it: the execution that started it may be over. */
record Cancellation(String resource, String handle, Calls.Occasion occasion) {
  private static final Duration BACK_OFF = Duration.ofSeconds(1);

  static Cancellation of(Session session, Branch branch) {
    String resource =
        session
            .task(branch)
            .orElseThrow(() -> new IllegalStateException(branch.state + " starts no job"))
            .resource()
            .arn();
    return new Cancellation(resource, String.valueOf(branch.handle), session.occasion(branch));
  }

  static Cancellation parse(String body) {
    JsonNode json = Json.parseOwn(body);
    return new Cancellation(
        json.path("resource").asText(),
        json.path("handle").asText(),
        new Calls.Occasion(
            json.path("role").asText(),
            json.path("execution").asText(),
            json.path("region").asText(),
            json.path("trace").asText(),
            json.path("idempotency").asText()));
  }

  NewTask task(Instant due, String traceId) {
    String body =
        Json.write(
            Json.object()
                .put("resource", resource)
                .put("handle", handle)
                .put("role", occasion.roleArn())
                .put("execution", occasion.executionName())
                .put("region", occasion.region())
                .put("trace", occasion.traceId())
                .put("idempotency", occasion.idempotency()));
    return new NewTask(Step.CANCEL, resource + "/" + handle, due, 3, BACK_OFF, traceId, body);
  }
}
