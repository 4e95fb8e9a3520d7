package io.tarn.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where an execution stands: all that a transition needs to know besides the definition. */
final class ExecutionState {
  /** AWS's words. */
  enum Status {
    RUNNING,
    SUCCEEDED,
    FAILED,
    TIMED_OUT,
    ABORTED
  }

  Status status = Status.RUNNING;
  long lastEvent;
  long lastToken;
  @Nullable JsonNode output;
  @Nullable String error;
  @Nullable String cause;
  private final Map<String, Branch> branches = new LinkedHashMap<>();

  ExecutionState copy() {
    ExecutionState copy = new ExecutionState();
    copy.status = status;
    copy.lastEvent = lastEvent;
    copy.lastToken = lastToken;
    copy.output = output;
    copy.error = error;
    copy.cause = cause;
    branches.values().forEach(branch -> copy.add(branch.copy()));
    return copy;
  }

  void add(Branch branch) {
    branches.put(branch.id, branch);
  }

  @Nullable Branch find(String id) {
    return branches.get(id);
  }

  Branch load(String id) {
    Branch branch = branches.get(id);
    if (branch == null) {
      throw new IllegalStateException("The execution has no branch " + id);
    }
    return branch;
  }

  List<Branch> branches() {
    return List.copyOf(branches.values());
  }

  void remove(String id) {
    branches.remove(id);
  }

  void removeBelow(String id) {
    branches.keySet().removeIf(name -> name.startsWith(id + "."));
  }

  void removeAll() {
    branches.clear();
  }

  String toText() {
    ObjectNode json = Json.object();
    json.put("status", status.name());
    json.put("lastEvent", lastEvent);
    json.put("lastToken", lastToken);
    ArrayNode all = json.putArray("branches");
    branches.values().forEach(branch -> all.add(branch.toJson()));
    return Json.write(json);
  }

  static ExecutionState fromText(String text) {
    JsonNode json = Json.parseOwn(text);
    ExecutionState state = new ExecutionState();
    state.status = Status.valueOf(json.path("status").asText());
    state.lastEvent = json.path("lastEvent").asLong();
    state.lastToken = json.path("lastToken").asLong();
    json.path("branches").forEach(branch -> state.add(Branch.fromJson(branch)));
    return state;
  }
}
