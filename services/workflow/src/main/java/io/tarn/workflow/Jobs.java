package io.tarn.workflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/** The jobs behind {@code .sync}: how each is named, asked after, judged and ended. */
final class Jobs {
  private static final Set<String> GLUE_FAILURES =
      Set.of("FAILED", "ERROR", "TIMEOUT", "STOPPED", "EXPIRED");

  private Jobs() {}

  /** A call that asks after a job, or ends it. */
  record Question(String operation, ObjectNode input) {}

  static String handle(Resource resource, JsonNode input, JsonNode answer) {
    return switch (resource.operation()) {
      case "StartQueryExecution" -> answer.path("QueryExecutionId").asText();
      case "StartJobRun" -> input.path("JobName").asText() + "/" + answer.path("JobRunId").asText();
      case "StartExecution" -> answer.path("ExecutionArn").asText();
      default -> throw unknown(resource);
    };
  }

  static Question question(Resource resource, String handle) {
    return switch (resource.operation()) {
      case "StartQueryExecution" ->
          new Question("GetQueryExecution", Json.object().put("QueryExecutionId", handle));
      case "StartJobRun" ->
          new Question(
              "GetJobRun",
              Json.object().put("JobName", before(handle)).put("RunId", after(handle)));
      case "StartExecution" ->
          new Question("DescribeExecution", Json.object().put("ExecutionArn", handle));
      default -> throw unknown(resource);
    };
  }

  static Question cancel(Resource resource, String handle) {
    return switch (resource.operation()) {
      case "StartQueryExecution" ->
          new Question("StopQueryExecution", Json.object().put("QueryExecutionId", handle));
      case "StartJobRun" -> {
        ObjectNode input = Json.object().put("JobName", before(handle));
        input.putArray("JobRunIds").add(after(handle));
        yield new Question("BatchStopJobRun", input);
      }
      case "StartExecution" ->
          new Question("StopExecution", Json.object().put("ExecutionArn", handle));
      default -> throw unknown(resource);
    };
  }

  static CallOutcome judge(Resource resource, JsonNode answer) {
    return switch (resource.operation()) {
      case "StartQueryExecution" -> {
        String state = answer.path("QueryExecution").path("Status").path("State").asText();
        yield switch (state) {
          case "SUCCEEDED" -> new CallOutcome.Answered(answer);
          case "FAILED", "CANCELLED" -> failed(answer);
          default -> new CallOutcome.Going();
        };
      }
      case "StartJobRun" -> {
        JsonNode run = answer.path("JobRun");
        String state = run.path("JobRunState").asText();
        if (state.equals("SUCCEEDED")) {
          yield new CallOutcome.Answered(run);
        }
        yield GLUE_FAILURES.contains(state) ? failed(run) : new CallOutcome.Going();
      }
      case "StartExecution" -> execution(resource, answer);
      default -> throw unknown(resource);
    };
  }

  private static CallOutcome execution(Resource resource, JsonNode answer) {
    String status = answer.path("Status").asText();
    if (status.equals("RUNNING")) {
      return new CallOutcome.Going();
    }
    ObjectNode result = answer.deepCopy();
    if (resource.action().endsWith(".sync:2")) {
      unfold(result, "Input");
      unfold(result, "Output");
    }
    return status.equals("SUCCEEDED") ? new CallOutcome.Answered(result) : failed(result);
  }

  /** {@code .sync:2} shows JSON where {@code .sync} shows its text. */
  private static void unfold(ObjectNode result, String field) {
    JsonNode text = result.path(field);
    if (text.isTextual()) {
      try {
        result.set(field, Json.parse(text.textValue()));
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("An execution's " + field + " is not JSON", e);
      }
    }
  }

  private static CallOutcome failed(JsonNode cause) {
    return new CallOutcome.Failed(AslError.TASK_FAILED, Json.write(cause));
  }

  private static String before(String handle) {
    return handle.substring(0, handle.lastIndexOf('/'));
  }

  private static String after(String handle) {
    return handle.substring(handle.lastIndexOf('/') + 1);
  }

  private static IllegalStateException unknown(Resource resource) {
    return new IllegalStateException("No job is known behind " + resource.arn());
  }
}
