package io.tarn.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.jayway.jsonpath.InvalidPathException;
import com.jayway.jsonpath.JsonPath;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How data flows through a state, in either query language: what it works on, what it asks for,
 * what comes out, and which variables it sets. Source: Step Functions developer guide, "Processing
 * input and output", "Passing data between states with variables".
 */
final class DataFlow {
  private final ExecutionContext execution;
  private final Templates templates;
  private final Expressions expressions;

  DataFlow(ExecutionContext execution, RandomGenerator random) {
    this.execution = execution;
    this.templates = new Templates(new IntrinsicFunctions(random));
    this.expressions = new Expressions(random);
  }

  /** A state's output and the variables it sets. */
  record Outcome(JsonNode output, ObjectNode assigned) {}

  private Scope scope(Branch branch) {
    return new Scope(execution.forBranch(branch), branch.variables);
  }

  private ObjectNode states(Branch branch) {
    ObjectNode states = Json.object();
    states.set("input", branch.input);
    states.set("context", execution.forBranch(branch));
    return states;
  }

  private JsonNode evaluate(JsonNode template, String field, Branch branch, ObjectNode states)
      throws AslError {
    return expressions.resolve(template, field, states, branch.variables);
  }

  /** What the state works on. */
  JsonNode input(Branch branch, State state) throws AslError {
    if (state.common().jsonata()) {
      return branch.input;
    }
    Optional<String> path = state.common().inputPath();
    return path.isEmpty() ? Json.object() : read(path.get(), branch.input, scope(branch));
  }

  /** Parameters or Arguments; the state's input when there are none. */
  JsonNode request(Branch branch, State state, @Nullable JsonNode template) throws AslError {
    JsonNode input = input(branch, state);
    if (template == null) {
      return input;
    }
    return state.common().jsonata()
        ? evaluate(template, "Arguments", branch, states(branch))
        : templates.resolve(template, input, scope(branch));
  }

  /** The input of one iteration; its item is on the child. */
  JsonNode selected(Branch child, Branch branch, State.ForEach map, JsonNode item) throws AslError {
    JsonNode selector = map.shaping().parameters();
    if (selector == null) {
      return item;
    }
    ObjectNode context = execution.forBranch(branch).deepCopy();
    if (child.item != null) {
      context.putObject("Map").set("Item", child.item);
    }
    if (map.common().jsonata()) {
      ObjectNode states = Json.object();
      states.set("input", branch.input);
      states.set("context", context);
      return evaluate(selector, "ItemSelector", branch, states);
    }
    return templates.resolve(selector, input(branch, map), new Scope(context, branch.variables));
  }

  ArrayNode items(Branch branch, State.ForEach map) throws AslError {
    JsonNode items;
    if (!map.common().jsonata()) {
      items = read(map.itemsPath(), input(branch, map), scope(branch));
    } else if (map.items() == null) {
      items = branch.input;
    } else {
      items = evaluate(map.items(), "Items", branch, states(branch));
    }
    if (items instanceof ArrayNode array) {
      return array;
    }
    throw map.common().jsonata()
        ? new AslError(AslError.QUERY, "The field 'Items' must yield an array.")
        : new AslError(
            AslError.RUNTIME, "Reference path \"" + map.itemsPath() + "\" must point to array.");
  }

  /** Of a state that has no result of its own: Choice, Wait, Succeed. */
  Outcome passed(Branch branch, State state) throws AslError {
    return passed(branch, state, state.common().output(), state.common().assign());
  }

  /** The same for the rule of a Choice state that holds. */
  Outcome passed(Branch branch, State state, @Nullable JsonNode output, @Nullable JsonNode assign)
      throws AslError {
    JsonNode input = input(branch, state);
    if (state.common().jsonata()) {
      ObjectNode states = states(branch);
      return new Outcome(
          output == null ? input : evaluate(output, "Output", branch, states),
          assignedBy(branch, assign, states));
    }
    return new Outcome(outputPath(branch, state, input), assignedFrom(branch, assign, input));
  }

  /** From a result to the state's output. */
  Outcome result(Branch branch, State state, State.Shaping shaping, JsonNode result)
      throws AslError {
    if (state.common().jsonata()) {
      ObjectNode states = states(branch);
      states.set("result", result);
      JsonNode output = state.common().output();
      return new Outcome(
          output == null ? result : evaluate(output, "Output", branch, states),
          assignedBy(branch, state.common().assign(), states));
    }
    JsonNode selected = result;
    if (shaping.resultSelector() != null) {
      selected = templates.resolve(shaping.resultSelector(), result, scope(branch));
    }
    JsonNode combined =
        shaping.resultPath().isEmpty()
            ? branch.input
            : Paths.write(shaping.resultPath().get(), branch.input, selected);
    return new Outcome(
        outputPath(branch, state, combined), assignedFrom(branch, state.common().assign(), result));
  }

  /** From an error to what the catcher's next state gets. */
  Outcome caught(Branch branch, State state, State.Catcher catcher, ObjectNode error)
      throws AslError {
    if (state.common().jsonata()) {
      ObjectNode states = states(branch);
      states.set("errorOutput", error);
      JsonNode output = catcher.output();
      return new Outcome(
          output == null ? error : evaluate(output, "Output", branch, states),
          assignedBy(branch, catcher.assign(), states));
    }
    JsonNode output =
        catcher.resultPath().isEmpty()
            ? branch.input
            : Paths.write(catcher.resultPath().get(), branch.input, error);
    return new Outcome(output, assignedFrom(branch, catcher.assign(), error));
  }

  private JsonNode outputPath(Branch branch, State state, JsonNode value) throws AslError {
    Optional<String> path = state.common().outputPath();
    return path.isEmpty() ? Json.object() : read(path.get(), value, scope(branch));
  }

  private ObjectNode assignedBy(Branch branch, @Nullable JsonNode assign, ObjectNode states)
      throws AslError {
    return assign != null
            && evaluate(assign, "Assign", branch, states) instanceof ObjectNode variables
        ? variables
        : Json.object();
  }

  private ObjectNode assignedFrom(Branch branch, @Nullable JsonNode assign, JsonNode from)
      throws AslError {
    return assign != null
            && templates.resolve(assign, from, scope(branch)) instanceof ObjectNode variables
        ? variables
        : Json.object();
  }

  boolean holds(Branch branch, State.Choice choice, Condition condition) throws AslError {
    if (!(condition instanceof Condition.Expression expression)) {
      return Condition.holds(condition, input(branch, choice), scope(branch));
    }
    JsonNode value =
        evaluate(TextNode.valueOf(expression.text()), "Condition", branch, states(branch));
    if (!value.isBoolean()) {
      throw new AslError(
          AslError.QUERY,
          "The JSONata expression '"
              + expression.text()
              + "' specified for the field 'Condition' did not return a boolean.");
    }
    return value.booleanValue();
  }

  @Nullable Long seconds(Branch branch, State state, State.@Nullable Limit limit, String field)
      throws AslError {
    if (limit == null || limit.path() == null) {
      return limit == null ? null : limit.seconds();
    }
    JsonNode value = value(branch, state, limit.path(), field);
    if (!value.isIntegralNumber() || value.longValue() < 0) {
      throw new AslError(
          state.common().jsonata() ? AslError.QUERY : AslError.RUNTIME,
          "The "
              + field
              + " parameter does not reference a positive integer: "
              + Json.write(value));
    }
    return value.longValue();
  }

  /** Until when a Wait state waits. */
  Instant until(Branch branch, State.Wait wait, Instant now) throws AslError {
    if (wait.seconds() != null || wait.secondsPath() != null) {
      State.Limit limit = new State.Limit(wait.seconds(), wait.secondsPath());
      Long seconds = seconds(branch, wait, limit, "SecondsPath");
      return now.plusSeconds(seconds == null ? 0 : seconds);
    }
    String text =
        wait.timestampPath() == null
            ? String.valueOf(wait.timestamp())
            : value(branch, wait, wait.timestampPath(), "TimestampPath").asText();
    return Condition.timestamp(text)
        .orElseThrow(
            () ->
                new AslError(
                    AslError.RUNTIME,
                    "The TimestampPath parameter does not reference a valid ISO-8601 extended"
                        + " offset date-time format string: "
                        + text));
  }

  /** A Fail state's error or cause that is computed. */
  String text(Branch branch, State.Fail fail, String expression, String field) throws AslError {
    JsonNode value =
        fail.common().jsonata()
            ? value(branch, fail, expression, field)
            : templates.value(expression, field, branch.input, scope(branch));
    if (!value.isTextual()) {
      throw new AslError(
          AslError.RUNTIME,
          "The " + field + " field does not yield a string: " + Json.write(value));
    }
    return value.textValue();
  }

  private JsonNode value(Branch branch, State state, String pathOrExpression, String field)
      throws AslError {
    return state.common().jsonata()
        ? evaluate(TextNode.valueOf(pathOrExpression), field, branch, states(branch))
        : read(pathOrExpression, input(branch, state), scope(branch));
  }

  private static JsonNode read(String path, JsonNode input, Scope scope) throws AslError {
    return Paths.read(path, input, scope)
        .orElseThrow(
            () ->
                new AslError(
                    AslError.RUNTIME,
                    "Invalid path '" + path + "' : No results for path: " + normal(path)));
  }

  private static String normal(String path) {
    try {
      return JsonPath.compile(path.startsWith("$$") ? path.substring(1) : path).getPath();
    } catch (InvalidPathException e) {
      return path;
    }
  }
}
