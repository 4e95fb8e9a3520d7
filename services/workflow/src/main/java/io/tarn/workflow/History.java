package io.tarn.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes the events of one transition with the names and details that GetExecutionHistory gives.
 * Source: Step Functions API reference, "HistoryEvent".
 */
final class History {
  private static final int MAX_ERROR = 256;
  private static final int MAX_CAUSE = 32_768;

  private final ExecutionState state;
  private final List<Transition.Entry> entries = new ArrayList<>();

  History(ExecutionState state) {
    this.state = state;
  }

  List<Transition.Entry> entries() {
    return entries;
  }

  /** An event that follows the branch's last one. */
  long add(Branch branch, String type, ObjectNode details) {
    long id = append(type, branch.previousEvent, details);
    branch.previousEvent = id;
    return id;
  }

  long append(String type, long previous, ObjectNode details) {
    long id = ++state.lastEvent;
    entries.add(new Transition.Entry(id, previous, type, details));
    return id;
  }

  void started(ExecutionContext context) {
    ObjectNode details = data("input", context.input());
    details.put("roleArn", context.roleArn());
    append("ExecutionStarted", 0, under("executionStartedEventDetails", details));
  }

  void entered(Branch branch, String kind) {
    ObjectNode details = Json.object().put("name", branch.state);
    details.setAll(data("input", branch.input));
    branch.enteredEvent =
        add(branch, kind + "StateEntered", under("stateEnteredEventDetails", details));
  }

  void exited(Branch branch, String kind, DataFlow.Outcome outcome) {
    ObjectNode details = Json.object().put("name", branch.state);
    details.setAll(data("output", outcome.output()));
    if (!outcome.assigned().isEmpty()) {
      ObjectNode assigned = details.putObject("assignedVariables");
      for (Map.Entry<String, JsonNode> variable : outcome.assigned().properties()) {
        assigned.put(variable.getKey(), Json.write(variable.getValue()));
      }
      details.putObject("assignedVariablesDetails").put("truncated", false);
    }
    add(branch, kind + "StateExited", under("stateExitedEventDetails", details));
  }

  void evaluationFailed(Branch branch, AslError failure) {
    ObjectNode details = fault(failure.error(), failure.cause());
    details.put("state", branch.state);
    add(branch, "EvaluationFailed", under("evaluationFailedEventDetails", details));
  }

  void scheduled(
      Branch branch, Resource resource, String region, JsonNode request, @Nullable Long timeout) {
    if (resource.pattern() == Resource.Pattern.FUNCTION) {
      ObjectNode details = Json.object().put("resource", resource.arn());
      details.setAll(data("input", request));
      if (timeout != null) {
        details.put("timeoutInSeconds", timeout);
      }
      add(branch, "LambdaFunctionScheduled", under("lambdaFunctionScheduledEventDetails", details));
      add(branch, "LambdaFunctionStarted", Json.object());
      return;
    }
    ObjectNode details = resource(resource);
    details.put("region", region);
    details.put("parameters", Json.write(request));
    if (timeout != null) {
      details.put("timeoutInSeconds", timeout);
    }
    add(branch, "TaskScheduled", under("taskScheduledEventDetails", details));
    add(branch, "TaskStarted", under("taskStartedEventDetails", resource(resource)));
  }

  void submitted(Branch branch, Resource resource, JsonNode answer) {
    ObjectNode details = resource(resource);
    details.setAll(data("output", answer));
    add(branch, "TaskSubmitted", under("taskSubmittedEventDetails", details));
  }

  void succeeded(Branch branch, Resource resource, JsonNode result) {
    if (resource.pattern() == Resource.Pattern.FUNCTION) {
      add(
          branch,
          "LambdaFunctionSucceeded",
          under("lambdaFunctionSucceededEventDetails", data("output", result)));
      return;
    }
    ObjectNode details = resource(resource);
    details.setAll(data("output", result));
    add(branch, "TaskSucceeded", under("taskSucceededEventDetails", details));
  }

  void failed(Branch branch, Resource resource, String error, @Nullable String cause) {
    outcome(branch, resource, "Failed", error, cause);
  }

  void timedOut(Branch branch, Resource resource) {
    outcome(branch, resource, "TimedOut", AslError.TIMEOUT, null);
  }

  private void outcome(
      Branch branch, Resource resource, String how, String error, @Nullable String cause) {
    boolean function = resource.pattern() == Resource.Pattern.FUNCTION;
    ObjectNode details = function ? Json.object() : resource(resource);
    details.setAll(fault(error, cause));
    String type = (function ? "LambdaFunction" : "Task") + how;
    add(
        branch,
        type,
        under((function ? "lambdaFunction" : "task") + how + "EventDetails", details));
  }

  void ended(long previous, String how, @Nullable String error, @Nullable String cause) {
    append(
        "Execution" + how,
        previous,
        under("execution" + how + "EventDetails", fault(error, cause)));
  }

  void ended(Branch branch, JsonNode output) {
    add(
        branch,
        "ExecutionSucceeded",
        under("executionSucceededEventDetails", data("output", output)));
  }

  void iteration(Branch branch, String how, String state, int index) {
    ObjectNode details = Json.object().put("name", state).put("index", index);
    add(branch, "MapIteration" + how, under("mapIteration" + how + "EventDetails", details));
  }

  private static ObjectNode resource(Resource resource) {
    return Json.object().put("resourceType", resource.type()).put("resource", resource.action());
  }

  private static ObjectNode data(String name, JsonNode value) {
    ObjectNode details = Json.object().put(name, Json.write(value));
    details.putObject(name + "Details").put("truncated", false);
    return details;
  }

  private static ObjectNode fault(@Nullable String error, @Nullable String cause) {
    ObjectNode details = Json.object();
    if (error != null) {
      details.put("error", cut(error, MAX_ERROR));
    }
    if (cause != null) {
      details.put("cause", cut(cause, MAX_CAUSE));
    }
    return details;
  }

  static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most);
  }

  private static ObjectNode under(String name, ObjectNode details) {
    ObjectNode event = Json.object();
    event.set(name, details);
    return event;
  }
}
