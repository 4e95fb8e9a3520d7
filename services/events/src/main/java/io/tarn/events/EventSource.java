package io.tarn.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.ledger.Fact;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Events as AWS's services send them, made of the lake's facts. Ids are made of the fact's
 * position, so that a fact read twice is the same event. Source: S3 User Guide, "EventBridge event
 * message structure"; Step Functions developer guide, "EventBridge".
 */
final class EventSource {
  /** A fact of this room: somebody's own event. Its body is the bus and the whole event. */
  static final String PUT = "EventPut";

  /** Facts of objects, and the types of their events. */
  static final Map<String, String> OBJECTS =
      Map.of(
          "ObjectCreated", "Object Created",
          "ObjectDeleted", "Object Deleted",
          "ObjectTagsAdded", "Object Tags Added",
          "ObjectTagsDeleted", "Object Tags Deleted",
          "ObjectAclUpdated", "Object ACL Updated",
          "ObjectStorageClassChanged", "Object Storage Class Changed");

  static final Set<String> KINDS = kinds();
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss'Z'").withZone(ZoneOffset.UTC);

  private static Set<String> kinds() {
    Set<String> kinds = new HashSet<>(OBJECTS.keySet());
    kinds.addAll(List.of("ExecutionStatusChanged", "QueryExecutionStateChanged", PUT));
    return Set.copyOf(kinds);
  }

  private final String account;

  EventSource(String account) {
    this.account = account;
  }

  /** An event on its way to a bus. */
  record Arrival(BusName bus, ObjectNode event) {
    String id() {
      return event.path("id").asText();
    }
  }

  static String id(String seed) {
    return UUID.nameUUIDFromBytes(seed.getBytes(StandardCharsets.UTF_8)).toString();
  }

  static String time(Instant at) {
    return TIME.format(at);
  }

  /** Empty for a fact that is no event, such as a change in a bucket without notifications. */
  Optional<Arrival> of(Fact fact) {
    JsonNode body = Json.parseOwn(fact.body());
    String type = OBJECTS.get(fact.kind());
    if (type != null) {
      return object(fact, body, type);
    }
    return switch (fact.kind()) {
      case "ExecutionStatusChanged" ->
          arrival(
              fact,
              event(
                  fact,
                  "aws.states",
                  "Step Functions Execution Status Change",
                  List.of(fact.subject()),
                  body));
      case "QueryExecutionStateChanged" ->
          arrival(
              fact, event(fact, "aws.athena", "Athena Query State Change", List.of(), query(body)));
      case PUT ->
          body.path("event") instanceof ObjectNode event
              ? Optional.of(
                  new Arrival(new BusName(fact.region(), body.path("bus").asText()), event))
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  private Optional<Arrival> object(Fact fact, JsonNode body, String type) {
    if (!body.path("eventBridge").booleanValue() || !(body instanceof ObjectNode detail)) {
      return Optional.empty();
    }
    ObjectNode shown = detail.deepCopy();
    shown.remove(List.of("eventBridge", "s3"));
    String bucket = "arn:aws:s3:::" + shown.path("bucket").path("name").asText();
    return arrival(fact, event(fact, "aws.s3", type, List.of(bucket), shown));
  }

  /** Source: Athena user guide, "Monitor Athena query events with EventBridge". */
  private static ObjectNode query(JsonNode body) {
    ObjectNode detail = Json.object().put("versionId", "0");
    detail.put("currentState", body.path("state").asText());
    detail.put("previousState", body.path("previousState").asText());
    if (body.has("statementType")) {
      detail.put("statementType", body.path("statementType").asText());
    }
    detail.put("queryExecutionId", body.path("queryExecutionId").asText());
    detail.put("workgroupName", body.path("workgroupName").asText());
    return detail;
  }

  private static Optional<Arrival> arrival(Fact fact, ObjectNode event) {
    return Optional.of(new Arrival(new BusName(fact.region(), BusName.DEFAULT), event));
  }

  private ObjectNode event(
      Fact fact, String source, String type, List<String> resources, JsonNode detail) {
    return event(
        id("fact " + fact.position() + " " + fact.time().toEpochMilli()),
        source,
        type,
        fact.time(),
        fact.region(),
        resources,
        detail);
  }

  /** An event's envelope. */
  ObjectNode event(
      String id,
      String source,
      String type,
      Instant time,
      String region,
      List<String> resources,
      JsonNode detail) {
    ObjectNode event = Json.object();
    event.put("version", "0");
    event.put("id", id);
    event.put("detail-type", type);
    event.put("source", source);
    event.put("account", account);
    event.put("time", time(time));
    event.put("region", region);
    resources.forEach(event.putArray("resources")::add);
    event.set("detail", detail);
    return event;
  }
}
