package io.tarn.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of control in an execution: the root, a branch of a Parallel state, or an iteration of a
 * Map state. Mutable, and owned by one {@link ExecutionState}; JSON trees in it are shared and
 * never changed in place.
 */
final class Branch {
  /** What the branch waits for. */
  enum Phase {
    /** Its current state is to be entered. */
    READY,
    /** Its task's call is under way, or was when the process ended. */
    CALLING,
    /** Its task's job has been started and has not ended. */
    POLLING,
    /** A Wait state's time, or the next try of a task. */
    SLEEPING,
    /** Its branches or iterations have not all ended. */
    JOINING
  }

  static final String ROOT = "0";

  final String id;
  final @Nullable String parent;
  final int index;
  String state;
  JsonNode input;
  Phase phase = Phase.READY;
  long previousEvent;

  /**
   * Names the present wait: what answers an earlier one carries another token and is passed over.
   */
  long token;

  long enteredEvent;
  long enteredAt;
  int retryCount;
  List<Integer> retries = new ArrayList<>();
  ObjectNode variables = Json.object();
  @Nullable JsonNode request;
  @Nullable String handle;
  @Nullable JsonNode item;
  @Nullable Join join;

  Branch(String id, @Nullable String parent, int index, String state, JsonNode input) {
    this.id = id;
    this.parent = parent;
    this.index = index;
    this.state = state;
    this.input = input;
  }

  Branch copy() {
    Branch copy = new Branch(id, parent, index, state, input);
    copy.phase = phase;
    copy.previousEvent = previousEvent;
    copy.token = token;
    copy.enteredEvent = enteredEvent;
    copy.enteredAt = enteredAt;
    copy.retryCount = retryCount;
    copy.retries = new ArrayList<>(retries);
    copy.variables = variables;
    copy.request = request;
    copy.handle = handle;
    copy.item = item;
    copy.join = join == null ? null : join.copy();
    return copy;
  }

  ObjectNode toJson() {
    ObjectNode json = Json.object();
    json.put("id", id);
    if (parent != null) {
      json.put("parent", parent);
    }
    json.put("index", index);
    json.put("state", state);
    json.set("input", input);
    json.put("phase", phase.name());
    json.put("previousEvent", previousEvent);
    json.put("token", token);
    json.put("enteredEvent", enteredEvent);
    json.put("enteredAt", enteredAt);
    json.put("retryCount", retryCount);
    ArrayNode counts = json.putArray("retries");
    retries.forEach(counts::add);
    if (!variables.isEmpty()) {
      json.set("variables", variables);
    }
    if (request != null) {
      json.set("request", request);
    }
    if (handle != null) {
      json.put("handle", handle);
    }
    if (item != null) {
      json.set("item", item);
    }
    if (join != null) {
      json.set("join", join.toJson());
    }
    return json;
  }

  static Branch fromJson(JsonNode json) {
    Branch branch =
        new Branch(
            json.path("id").asText(),
            json.hasNonNull("parent") ? json.path("parent").asText() : null,
            json.path("index").asInt(),
            json.path("state").asText(),
            json.path("input"));
    branch.phase = Phase.valueOf(json.path("phase").asText());
    branch.previousEvent = json.path("previousEvent").asLong();
    branch.token = json.path("token").asLong();
    branch.enteredEvent = json.path("enteredEvent").asLong();
    branch.enteredAt = json.path("enteredAt").asLong();
    branch.retryCount = json.path("retryCount").asInt();
    json.path("retries").forEach(count -> branch.retries.add(count.asInt()));
    if (json.get("variables") instanceof ObjectNode variables) {
      branch.variables = variables;
    }
    branch.request = json.get("request");
    branch.handle = json.hasNonNull("handle") ? json.path("handle").asText() : null;
    branch.item = json.get("item");
    branch.join = json.has("join") ? Join.fromJson(json.path("join")) : null;
    return branch;
  }

  /** The branches or iterations that a Parallel or Map state waits for. */
  static final class Join {
    /** The inputs of iterations, for a Map state; the shared input of all, for a Parallel state. */
    final JsonNode inputs;

    final int size;
    final int limit;
    int started;
    int ended;
    final List<@Nullable JsonNode> results;

    Join(JsonNode inputs, int size, int limit) {
      this.inputs = inputs;
      this.size = size;
      this.limit = limit;
      this.results = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        results.add(null);
      }
    }

    Join copy() {
      Join copy = new Join(inputs, size, limit);
      copy.started = started;
      copy.ended = ended;
      for (int i = 0; i < size; i++) {
        copy.results.set(i, results.get(i));
      }
      return copy;
    }

    ArrayNode output() {
      ArrayNode all = Json.array();
      results.forEach(all::add);
      return all;
    }

    ObjectNode toJson() {
      ObjectNode json = Json.object();
      json.set("inputs", inputs);
      json.put("size", size);
      json.put("limit", limit);
      json.put("started", started);
      json.put("ended", ended);
      json.set("results", output());
      return json;
    }

    static Join fromJson(JsonNode json) {
      Join join =
          new Join(json.path("inputs"), json.path("size").asInt(), json.path("limit").asInt());
      join.started = json.path("started").asInt();
      join.ended = json.path("ended").asInt();
      for (int i = 0; i < join.size; i++) {
        join.results.set(i, json.path("results").get(i));
      }
      return join;
    }
  }
}
