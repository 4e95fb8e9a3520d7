package io.tarn.events;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.api.Dispatcher;
import io.tarn.api.lambda.InvocationRequest;
import io.tarn.api.lambda.LambdaService;
import io.tarn.kernel.Caller;
import io.tarn.kernel.ServiceError;
import io.tarn.ledger.Fact;
import io.tarn.ledger.FactSubscriber;
import io.tarn.ledger.NewFact;
import io.tarn.ledger.NewTask;
import io.tarn.ledger.Task;
import io.tarn.ledger.TaskHandler;
import io.tarn.ledger.Tx;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells functions of changes in buckets that are configured to: for each destination that a fact
 * carries, one delivery, written in the commit that moves the cursor. A delivery is an asynchronous
 * invocation as {@code s3.amazonaws.com} on behalf of the bucket, which the function's own policy
 * must let in; at least once, each event on its own. Source: S3 User Guide, "Event message
 * structure" (version 2.1).
 */
final class ObjectNotifier implements FactSubscriber, TaskHandler {
  static final String KIND = "events.notify";
  private static final Logger LOG = LoggerFactory.getLogger(ObjectNotifier.class);
  private static final String PRINCIPAL = "s3.amazonaws.com";
  private static final String FAILED = "NotificationFailed";
  private static final Duration BACK_OFF = Duration.ofSeconds(1);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private final Dispatcher dispatcher;
  private final InstantSource clock;
  private final String account;

  ObjectNotifier(Dispatcher dispatcher, InstantSource clock, String account) {
    this.dispatcher = requireNonNull(dispatcher, "dispatcher is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.account = requireNonNull(account, "account is null");
  }

  @Override
  public Set<String> kinds() {
    return EventSource.OBJECTS.keySet();
  }

  @Override
  public void on(Fact fact, Tx tx) {
    JsonNode detail = Json.parseOwn(fact.body());
    for (JsonNode destination : detail.path("s3").path("notify")) {
      ObjectNode body = Json.object();
      body.put("function", destination.path("arn").asText());
      body.put("bucket", detail.path("bucket").path("name").asText());
      body.put("region", fact.region());
      body.put("message", Json.write(message(fact, detail, destination.path("id").asText())));
      tx.schedule(
          new NewTask(
              KIND,
              fact.position() + "/" + destination.path("id").asText(),
              fact.time(),
              1 + Limits.RETRY_ATTEMPTS,
              BACK_OFF,
              fact.traceId(),
              Json.write(body)));
    }
  }

  private ObjectNode message(Fact fact, JsonNode detail, String configuration) {
    ObjectNode message = Json.object();
    ObjectNode event = message.putArray("Records").addObject();
    event.put("eventVersion", "2.1");
    event.put("eventSource", "aws:s3");
    event.put("awsRegion", fact.region());
    event.put("eventTime", TIME.format(fact.time()));
    event.put("eventName", detail.path("s3").path("eventName").asText());
    event
        .putObject("userIdentity")
        .put("principalId", detail.path("s3").path("principalId").asText());
    event
        .putObject("requestParameters")
        .put("sourceIPAddress", detail.path("source-ip-address").asText());
    String request = detail.path("request-id").asText();
    event
        .putObject("responseElements")
        .put("x-amz-request-id", request)
        .put("x-amz-id-2", hostId(request));
    ObjectNode s3 = event.putObject("s3");
    s3.put("s3SchemaVersion", "1.0");
    s3.put("configurationId", configuration);
    String bucket = detail.path("bucket").path("name").asText();
    ObjectNode shown = s3.putObject("bucket").put("name", bucket);
    shown.putObject("ownerIdentity").put("principalId", account);
    shown.put("arn", "arn:aws:s3:::" + bucket);
    s3.set("object", object(detail.path("object")));
    return message;
  }

  private static ObjectNode object(JsonNode from) {
    ObjectNode object = Json.object();
    String key = URLEncoder.encode(from.path("key").asText(), StandardCharsets.UTF_8);
    object.put("key", key.replace("%2F", "/"));
    if (from.has("size")) {
      object.put("size", from.path("size").asLong());
    }
    if (from.has("etag")) {
      object.put("eTag", from.path("etag").asText());
    }
    if (from.has("version-id")) {
      object.put("versionId", from.path("version-id").asText());
    }
    if (from.has("sequencer")) {
      object.put("sequencer", from.path("sequencer").asText());
    }
    return object;
  }

  /** The second id that S3's answers carry, which is made of the first. */
  private static String hostId(String requestId) {
    return Base64.getEncoder()
        .encodeToString(("tarn/" + requestId).getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public Completion run(Task task) {
    JsonNode body = Json.parseOwn(task.body());
    String bucketArn = "arn:aws:s3:::" + body.path("bucket").asText();
    try {
      dispatcher.dispatch(
          LambdaService.INVOKE,
          InvocationRequest.builder()
              .functionName(body.path("function").asText())
              .invocationType("Event")
              .payload(body.path("message").asText().getBytes(StandardCharsets.UTF_8))
              .build(),
          new Dispatcher.Origin(
              new Caller.Service(account, PRINCIPAL, bucketArn),
              body.path("region").asText(),
              task.traceId()));
      return tx -> {};
    } catch (ServiceError e) {
      if (Deliverer.mayPass(e)) {
        throw e;
      }
      return exhausted(task, e);
    }
  }

  @Override
  public Completion exhausted(Task task, Throwable failure) {
    JsonNode body = Json.parseOwn(task.body());
    String reason =
        failure instanceof ServiceError error
            ? error.code() + ": " + error.message()
            : String.valueOf(failure);
    LOG.warn("Function {} was not told of {}: {}", body.path("function"), task.key(), reason);
    Instant now = clock.instant();
    ObjectNode told = Json.object();
    told.put("function", body.path("function").asText());
    told.put("reason", reason);
    return tx ->
        tx.publish(
            new NewFact(
                FAILED,
                1,
                now,
                body.path("region").asText(),
                "arn:aws:s3:::" + body.path("bucket").asText(),
                PRINCIPAL,
                task.traceId(),
                Json.write(told)));
  }
}
