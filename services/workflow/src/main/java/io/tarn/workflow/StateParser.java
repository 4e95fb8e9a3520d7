package io.tarn.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the states of one definition, type by type, telling {@link Findings} what is wrong. */
final class StateParser {
  private static final int MAX_NAME = 80;
  private static final long MAX_SECONDS = 99_999_999;
  private static final Set<String> ANY =
      Set.of("Type", "Comment", "QueryLanguage", "InputPath", "OutputPath", "Output", "Assign");
  private static final Set<String> ONWARD = Set.of("Next", "End");
  private static final Set<String> SHAPED =
      Set.of("Parameters", "ResultSelector", "ResultPath", "Arguments");
  private static final Set<String> OF_JSONPATH =
      Set.of(
          "InputPath",
          "OutputPath",
          "Parameters",
          "Result",
          "ResultSelector",
          "ResultPath",
          "TimeoutSecondsPath",
          "HeartbeatSecondsPath",
          "SecondsPath",
          "TimestampPath",
          "ErrorPath",
          "CausePath",
          "ItemsPath",
          "MaxConcurrencyPath");
  private static final Set<String> OF_JSONATA = Set.of("Arguments", "Output", "Items");
  private static final Set<String> RECOVERING = Set.of("Retry", "Catch");

  private static final Set<String> DISTRIBUTED =
      Set.of(
          "ItemReader",
          "ItemBatcher",
          "ResultWriter",
          "ToleratedFailureCount",
          "ToleratedFailureCountPath",
          "ToleratedFailurePercentage",
          "ToleratedFailurePercentagePath");
  private static final Set<String> RETRIER_FIELDS =
      Set.of(
          "ErrorEquals",
          "IntervalSeconds",
          "MaxAttempts",
          "BackoffRate",
          "MaxDelaySeconds",
          "JitterStrategy",
          "Comment");

  private final Findings findings;
  private final DefinitionParser machines;
  private final ConditionParser conditions;

  /** Of the state that is being read; nested states are read after it, or set it back. */
  private boolean jsonata;

  StateParser(Findings findings, DefinitionParser machines) {
    this.findings = findings;
    this.machines = machines;
    this.conditions = new ConditionParser(findings);
  }

  @Nullable State state(String name, JsonNode node, String path) {
    if (name.isEmpty() || name.codePointCount(0, name.length()) > MAX_NAME) {
      findings.schema("A state's name must have 1 to " + MAX_NAME + " characters", path);
    }
    if (!(node instanceof ObjectNode object)) {
      findings.schema("A state must be a JSON object", path);
      return null;
    }
    String type = findings.requiredText(object, "Type", path);
    if (type == null) {
      return null;
    }
    jsonata = findings.queryLanguage(object, path, machines.isJsonata());
    for (String field : jsonata ? OF_JSONPATH : OF_JSONATA) {
      if (object.has(field)) {
        findings.schema(
            "Field '"
                + field
                + "' is not supported by QueryLanguage '"
                + (jsonata ? "JSONata" : "JSONPath")
                + "'",
            path + "/" + field);
      }
    }
    State.Common common = common(name, object, type, path);
    return switch (type) {
      case "Task" -> task(common, object, path);
      case "Pass" -> pass(common, object, path);
      case "Choice" -> choice(common, object, path);
      case "Wait" -> waiting(common, object, path);
      case "Succeed" -> succeed(common, object, path);
      case "Fail" -> fail(common, object, path);
      case "Parallel" -> parallel(common, object, path);
      case "Map" -> map(common, object, path);
      default -> {
        findings.schema(
            "Value is not one of [Task, Pass, Choice, Wait, Succeed, Fail, Parallel, Map]",
            path + "/Type");
        yield null;
      }
    };
  }

  private State.Common common(String name, ObjectNode object, String type, String path) {
    Optional<String> input = findings.pathOrNull(object, "InputPath", path);
    Optional<String> output = findings.pathOrNull(object, "OutputPath", path);
    JsonNode shown = jsonata ? findings.expressions(object, "Output", path) : null;
    JsonNode assign = assign(object, path);
    if (type.equals("Choice") || type.equals("Succeed") || type.equals("Fail")) {
      return new State.Common(name, null, input, output, jsonata, shown, assign);
    }
    String next = findings.text(object, "Next", path);
    JsonNode end = object.get("End");
    if (end != null && !end.isBoolean()) {
      findings.schema("The value for the field 'End' must be a boolean", path + "/End");
    }
    boolean ends = end != null && end.booleanValue();
    if (object.has("Next") == ends) {
      findings.schema("Exactly one of these fields is required: [Next, End]", path);
    }
    return new State.Common(name, next, input, output, jsonata, shown, assign);
  }

  private @Nullable JsonNode assign(ObjectNode object, String path) {
    JsonNode assign =
        jsonata
            ? findings.expressions(object, "Assign", path)
            : findings.template(object, "Assign", path);
    if (assign != null && !assign.isObject()) {
      findings.schema("The value for the field 'Assign' must be an object", path + "/Assign");
    }
    return assign;
  }

  @SafeVarargs
  private void only(ObjectNode object, String path, Set<String>... groups) {
    Set<String> all = new HashSet<>(ANY);
    for (Set<String> group : groups) {
      all.addAll(group);
    }
    findings.onlyFields(object, all, path);
  }

  private State.Shaping shaping(ObjectNode object, String path) {
    if (jsonata) {
      return new State.Shaping(
          findings.expressions(object, "Arguments", path), null, Optional.of("$"));
    }
    return new State.Shaping(
        findings.template(object, "Parameters", path),
        findings.template(object, "ResultSelector", path),
        findings.referencePath(object, "ResultPath", path));
  }

  private @Nullable State task(State.Common common, ObjectNode object, String path) {
    only(
        object,
        path,
        ONWARD,
        SHAPED,
        RECOVERING,
        Set.of(
            "Resource",
            "TimeoutSeconds",
            "TimeoutSecondsPath",
            "HeartbeatSeconds",
            "HeartbeatSecondsPath",
            "Credentials"));
    if (object.has("Credentials")) {
      findings.unsupported(
          "Credentials of a Task state are not implemented", path + "/Credentials");
    }
    State.Shaping shaping = shaping(object, path);
    State.Recovery recovery = recovery(object, path);
    State.Limit timeout = limit(object, "TimeoutSeconds", path);
    State.Limit heartbeat = limit(object, "HeartbeatSeconds", path);
    String arn = findings.requiredText(object, "Resource", path);
    if (arn == null) {
      return null;
    }
    try {
      Resource resource = Resource.parse(arn);
      if (resource == null) {
        findings.schema("Value is not a valid resource ARN", path + "/Resource");
        return null;
      }
      return new State.Task(common, resource, shaping, recovery, timeout, heartbeat);
    } catch (Resource.Unsupported e) {
      findings.unsupported(String.valueOf(e.getMessage()), path + "/Resource");
      return null;
    }
  }

  private State.@Nullable Limit limit(ObjectNode object, String field, String path) {
    String expression = jsonata ? findings.expression(object, field, path) : null;
    if (expression != null) {
      return new State.Limit(null, expression);
    }
    Long seconds = findings.whole(object, field, path, 1, MAX_SECONDS);
    String from = findings.path(object, field + "Path", path);
    if (object.has(field) && object.has(field + "Path")) {
      findings.schema(
          "Only one of these fields may be present: [" + field + ", " + field + "Path]", path);
    }
    return seconds == null && from == null ? null : new State.Limit(seconds, from);
  }

  private State pass(State.Common common, ObjectNode object, String path) {
    only(object, path, ONWARD, Set.of("Result", "Parameters", "ResultPath"));
    return new State.Pass(common, shaping(object, path), object.get("Result"));
  }

  private @Nullable State choice(State.Common common, ObjectNode object, String path) {
    only(object, path, Set.of("Choices", "Default"));
    String otherwise = findings.text(object, "Default", path);
    if (!(object.get("Choices") instanceof ArrayNode choices) || choices.isEmpty()) {
      findings.schema(
          "A Choice state must have at least one element in Choices", path + "/Choices");
      return null;
    }
    List<State.Rule> rules = new ArrayList<>();
    for (int i = 0; i < choices.size(); i++) {
      String location = path + "/Choices[" + i + "]";
      if (!(choices.get(i) instanceof ObjectNode rule)) {
        findings.schema("A choice rule must be a JSON object", location);
        continue;
      }
      String next = findings.requiredText(rule, "Next", location);
      Condition condition =
          jsonata ? conditions.expression(rule, location) : conditions.top(rule, location);
      JsonNode output = jsonata ? findings.expressions(rule, "Output", location) : null;
      JsonNode assign = assign(rule, location);
      if (next != null && condition != null) {
        rules.add(new State.Rule(condition, next, output, assign));
      }
    }
    return new State.Choice(common, rules, otherwise);
  }

  private @Nullable State waiting(State.Common common, ObjectNode object, String path) {
    Set<String> forms = Set.of("Seconds", "SecondsPath", "Timestamp", "TimestampPath");
    only(object, path, ONWARD, forms);
    if (forms.stream().filter(object::has).count() != 1) {
      findings.schema(
          "Exactly one of these fields is required:"
              + " [Seconds, SecondsPath, Timestamp, TimestampPath]",
          path);
      return null;
    }
    if (jsonata) {
      String seconds = findings.expression(object, "Seconds", path);
      String until = findings.expression(object, "Timestamp", path);
      if (seconds != null || until != null) {
        return new State.Wait(common, null, seconds, null, until);
      }
    }
    String timestamp = findings.text(object, "Timestamp", path);
    if (timestamp != null && Condition.timestamp(timestamp).isEmpty()) {
      findings.schema("Value is not a valid timestamp", path + "/Timestamp");
    }
    return new State.Wait(
        common,
        findings.whole(object, "Seconds", path, 0, MAX_SECONDS),
        findings.path(object, "SecondsPath", path),
        timestamp,
        findings.path(object, "TimestampPath", path));
  }

  private State succeed(State.Common common, ObjectNode object, String path) {
    only(object, path);
    return new State.Succeed(common);
  }

  private State fail(State.Common common, ObjectNode object, String path) {
    findings.onlyFields(
        object,
        Set.of(
            "Type",
            "Comment",
            "QueryLanguage",
            "Error",
            "Cause",
            "ErrorPath",
            "CausePath",
            "Assign"),
        path);
    for (String field : List.of("Error", "Cause")) {
      if (object.has(field) && object.has(field + "Path")) {
        findings.schema(
            "Only one of these fields may be present: [" + field + ", " + field + "Path]", path);
      }
    }
    if (jsonata) {
      String error = findings.expression(object, "Error", path);
      String cause = findings.expression(object, "Cause", path);
      return new State.Fail(
          common,
          error == null ? findings.text(object, "Error", path) : null,
          cause == null ? findings.text(object, "Cause", path) : null,
          error,
          cause);
    }
    return new State.Fail(
        common,
        findings.text(object, "Error", path),
        findings.text(object, "Cause", path),
        findings.pathOrCall(object, "ErrorPath", path),
        findings.pathOrCall(object, "CausePath", path));
  }

  private @Nullable State parallel(State.Common common, ObjectNode object, String path) {
    only(object, path, ONWARD, SHAPED, RECOVERING, Set.of("Branches"));
    if (!(object.get("Branches") instanceof ArrayNode nodes) || nodes.isEmpty()) {
      findings.schema("A Parallel state must have at least one branch", path + "/Branches");
      return null;
    }
    if (nodes.size() > Limits.PARALLEL_BRANCHES) {
      findings.unsupported(
          "More than " + Limits.PARALLEL_BRANCHES + " branches are not implemented",
          path + "/Branches");
    }
    State.Shaping shaping = shaping(object, path);
    State.Recovery recovery = recovery(object, path);
    List<StateMachine> branches = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      StateMachine branch = machines.nested(nodes.get(i), path + "/Branches[" + i + "]");
      if (branch != null) {
        branches.add(branch);
      }
    }
    return new State.Parallel(common, branches, shaping, recovery);
  }

  private @Nullable State map(State.Common common, ObjectNode object, String path) {
    only(
        object,
        path,
        ONWARD,
        SHAPED,
        RECOVERING,
        Set.of(
            "ItemProcessor",
            "Iterator",
            "ItemsPath",
            "Items",
            "ItemSelector",
            "MaxConcurrency",
            "MaxConcurrencyPath",
            "Label"),
        DISTRIBUTED);
    for (String field : DISTRIBUTED) {
      if (object.has(field)) {
        findings.unsupported("Map field " + field + " is not implemented", path + "/" + field);
      }
    }
    String field = object.has("ItemProcessor") ? "ItemProcessor" : "Iterator";
    if (!object.has(field)) {
      findings.schema("These fields are required: [ItemProcessor]", path);
      return null;
    }
    JsonNode mode = object.path(field).path("ProcessorConfig").path("Mode");
    if (mode.asText().equals("DISTRIBUTED")) {
      findings.unsupported(
          "Map mode DISTRIBUTED is not implemented: use INLINE",
          path + "/" + field + "/ProcessorConfig/Mode");
    }
    State.Shaping shaping = mapShaping(object, path);
    State.Recovery recovery = recovery(object, path);
    String itemsPath = findings.path(object, "ItemsPath", path);
    JsonNode items = jsonata ? findings.expressions(object, "Items", path) : null;
    State.Limit concurrency = concurrency(object, path);
    StateMachine processor = machines.nested(object.path(field), path + "/" + field);
    if (processor == null) {
      return null;
    }
    return new State.ForEach(
        common,
        processor,
        itemsPath == null ? "$" : itemsPath,
        items,
        concurrency,
        shaping,
        recovery);
  }

  private State.Limit concurrency(ObjectNode object, String path) {
    String expression = jsonata ? findings.expression(object, "MaxConcurrency", path) : null;
    if (expression != null) {
      return new State.Limit(null, expression);
    }
    return new State.Limit(
        findings.whole(object, "MaxConcurrency", path, 0, 100_000_000),
        findings.path(object, "MaxConcurrencyPath", path));
  }

  private State.Shaping mapShaping(ObjectNode object, String path) {
    if (object.has("ItemSelector") && object.has("Parameters")) {
      findings.schema("Only one of these fields may be present: [ItemSelector, Parameters]", path);
    }
    if (jsonata) {
      return new State.Shaping(
          findings.expressions(object, "ItemSelector", path), null, Optional.of("$"));
    }
    JsonNode selector = findings.template(object, "ItemSelector", path);
    State.Shaping plain = shaping(object, path);
    return new State.Shaping(
        selector == null ? plain.parameters() : selector,
        plain.resultSelector(),
        plain.resultPath());
  }

  private State.Recovery recovery(ObjectNode object, String path) {
    List<State.Retrier> retriers = new ArrayList<>();
    List<State.Catcher> catchers = new ArrayList<>();
    List<ObjectNode> retries = objects(object, "Retry", path);
    for (int i = 0; i < retries.size(); i++) {
      String location = path + "/Retry[" + i + "]";
      ObjectNode node = retries.get(i);
      findings.onlyFields(node, RETRIER_FIELDS, location);
      List<String> errors = errors(node, location, i == retries.size() - 1);
      retriers.add(retrier(node, errors, location));
    }
    List<ObjectNode> catches = objects(object, "Catch", path);
    for (int i = 0; i < catches.size(); i++) {
      String location = path + "/Catch[" + i + "]";
      ObjectNode node = catches.get(i);
      findings.onlyFields(
          node,
          Set.of("ErrorEquals", "Next", "Comment", "Assign", jsonata ? "Output" : "ResultPath"),
          location);
      List<String> errors = errors(node, location, i == catches.size() - 1);
      String next = findings.requiredText(node, "Next", location);
      Optional<String> resultPath = findings.referencePath(node, "ResultPath", location);
      JsonNode output = jsonata ? findings.expressions(node, "Output", location) : null;
      JsonNode assign = assign(node, location);
      if (next != null) {
        catchers.add(new State.Catcher(errors, next, resultPath, output, assign));
      }
    }
    return new State.Recovery(retriers, catchers);
  }

  private State.Retrier retrier(ObjectNode node, List<String> errors, String path) {
    Long interval = findings.whole(node, "IntervalSeconds", path, 1, MAX_SECONDS);
    Long attempts = findings.whole(node, "MaxAttempts", path, 0, MAX_SECONDS);
    Long most = findings.whole(node, "MaxDelaySeconds", path, 1, 31_622_400);
    JsonNode rate = node.get("BackoffRate");
    if (rate != null && (!rate.isNumber() || rate.doubleValue() < 1.0)) {
      findings.schema(
          "The value for the field 'BackoffRate' must be a number of at least 1.0",
          path + "/BackoffRate");
    }
    String jitter = findings.text(node, "JitterStrategy", path);
    if (jitter != null && !jitter.equals("FULL") && !jitter.equals("NONE")) {
      findings.schema("Value is not one of [FULL, NONE]", path + "/JitterStrategy");
    }
    return new State.Retrier(
        errors,
        interval == null ? 1 : interval,
        attempts == null ? 3 : attempts.intValue(),
        rate == null ? 2.0 : rate.doubleValue(),
        most,
        "FULL".equals(jitter));
  }

  private List<ObjectNode> objects(ObjectNode object, String field, String path) {
    JsonNode node = object.get(field);
    List<ObjectNode> objects = new ArrayList<>();
    if (node == null) {
      return objects;
    }
    if (!(node instanceof ArrayNode array)) {
      findings.schema(
          "The value for the field '" + field + "' must be an array", path + "/" + field);
      return objects;
    }
    for (JsonNode element : array) {
      if (element instanceof ObjectNode part) {
        objects.add(part);
      } else {
        findings.schema("Every element of " + field + " must be a JSON object", path + "/" + field);
      }
    }
    return objects;
  }

  private List<String> errors(ObjectNode node, String path, boolean last) {
    List<String> errors = new ArrayList<>();
    if (!(node.get("ErrorEquals") instanceof ArrayNode names) || names.isEmpty()) {
      findings.schema("These fields are required: [ErrorEquals]", path);
      return errors;
    }
    for (JsonNode name : names) {
      if (!name.isTextual()) {
        findings.schema("ErrorEquals must hold strings", path + "/ErrorEquals");
      }
      errors.add(name.asText());
    }
    if (errors.contains(AslError.ALL) && (errors.size() > 1 || !last)) {
      findings.schema(
          "States.ALL must stand alone and in the last retrier or catcher", path + "/ErrorEquals");
    }
    return errors;
  }
}
