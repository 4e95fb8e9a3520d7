package io.tarn.workflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a definition and says everything that is wrong with it, each with a JSON pointer to its
 * place. What AWS has and this room has not is told apart, so that it can be refused by name.
 */
final class DefinitionParser {
  /** One finding; {@code location} is a JSON pointer. */
  record Diagnostic(String code, String message, String location) {
    String text() {
      return code + ": " + message + " at " + location;
    }
  }

  /**
   * The outcome of reading.
   *
   * @param machine null when there are diagnostics or unsupported parts
   */
  record Parsed(
      @Nullable StateMachine machine, List<Diagnostic> diagnostics, List<Diagnostic> unsupported) {
    Parsed {
      diagnostics = List.copyOf(diagnostics);
      unsupported = List.copyOf(unsupported);
    }
  }

  private static final Set<String> MACHINE_FIELDS =
      Set.of("Comment", "StartAt", "States", "Version", "TimeoutSeconds", "QueryLanguage");
  private static final Set<String> PROCESSOR_FIELDS =
      Set.of("Comment", "StartAt", "States", "ProcessorConfig");

  private final Findings findings = new Findings();
  private final StateParser stateParser = new StateParser(findings, this);
  private final Set<String> allNames = new HashSet<>();
  private boolean jsonata;

  private DefinitionParser() {}

  static Parsed parse(String definition) {
    JsonNode root;
    try {
      root = Json.parse(definition);
    } catch (JsonProcessingException e) {
      return new Parsed(
          null,
          List.of(
              new Diagnostic(
                  "INVALID_JSON_DESCRIPTION",
                  "Invalid JSON description: " + e.getOriginalMessage(),
                  "/")),
          List.of());
    }
    DefinitionParser parser = new DefinitionParser();
    StateMachine machine = parser.top(root);
    Findings findings = parser.findings;
    boolean clean = findings.diagnostics().isEmpty() && findings.unsupported().isEmpty();
    return new Parsed(clean ? machine : null, findings.diagnostics(), findings.unsupported());
  }

  private @Nullable StateMachine top(JsonNode root) {
    if (!(root instanceof ObjectNode object)) {
      findings.schema("A state machine must be a JSON object", "/");
      return null;
    }
    JsonNode version = object.get("Version");
    if (version != null && !version.asText().equals("1.0")) {
      findings.schema("Version must be '1.0'", "/Version");
    }
    jsonata = findings.queryLanguage(object, "", false);
    Long timeout = findings.whole(object, "TimeoutSeconds", "", 1, 99_999_999);
    return machine(object, "", MACHINE_FIELDS, timeout);
  }

  /** Whether the whole definition is written in JSONata. */
  boolean isJsonata() {
    return jsonata;
  }

  /** A branch of a Parallel state or the processor of a Map state. */
  @Nullable StateMachine nested(JsonNode node, String path) {
    if (!(node instanceof ObjectNode object)) {
      findings.schema("A nested state machine must be a JSON object", path);
      return null;
    }
    return machine(object, path, PROCESSOR_FIELDS, null);
  }

  private @Nullable StateMachine machine(
      ObjectNode object, String path, Set<String> fields, @Nullable Long timeout) {
    findings.onlyFields(object, fields, path);
    String startAt = findings.requiredText(object, "StartAt", path);
    if (!(object.get("States") instanceof ObjectNode states) || states.isEmpty()) {
      findings.schema("These fields are required: [States]", path.isEmpty() ? "/" : path);
      return null;
    }
    Map<String, State> parsed = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : states.properties()) {
      String location = path + "/States/" + entry.getKey();
      if (!allNames.add(entry.getKey())) {
        findings.add("DUPLICATE_STATE_NAME", "Duplicate state name: " + entry.getKey(), location);
      }
      State state = stateParser.state(entry.getKey(), entry.getValue(), location);
      if (state != null) {
        parsed.put(entry.getKey(), state);
      }
    }
    checkTransitions(startAt, states, parsed, path);
    return startAt == null ? null : new StateMachine(startAt, parsed, timeout);
  }

  private void checkTransitions(
      @Nullable String startAt, ObjectNode states, Map<String, State> parsed, String path) {
    if (startAt != null && !states.has(startAt)) {
      findings.add(
          "MISSING_TRANSITION_TARGET", "Missing 'StartAt' target: " + startAt, path + "/StartAt");
      return;
    }
    Map<String, List<String>> targets = new HashMap<>();
    boolean ends = false;
    for (State state : parsed.values()) {
      List<Target> all = targetsOf(state);
      ends |= all.isEmpty() || isEnd(state);
      for (Target target : all) {
        if (!states.has(target.name())) {
          findings.add(
              "MISSING_TRANSITION_TARGET",
              "Missing '" + target.field() + "' target: " + target.name(),
              path + "/States/" + state.name() + target.pointer());
        }
      }
      targets.put(state.name(), all.stream().map(Target::name).toList());
    }
    if (parsed.size() != states.size() || startAt == null) {
      return;
    }
    if (!ends) {
      findings.add("MISSING_END_STATE", "No state ends the state machine", path + "/States");
    }
    for (String name : unreachable(startAt, targets)) {
      findings.add(
          "MISSING_TRANSITION_TARGET",
          "State \"" + name + "\" is not reachable.",
          path + "/States/" + name);
    }
  }

  private static boolean isEnd(State state) {
    return !(state instanceof State.Choice) && state.common().next() == null;
  }

  private static List<String> unreachable(String startAt, Map<String, List<String>> targets) {
    Set<String> reached = new HashSet<>();
    Deque<String> open = new ArrayDeque<>();
    open.add(startAt);
    while (!open.isEmpty()) {
      String name = open.remove();
      if (reached.add(name)) {
        open.addAll(targets.getOrDefault(name, List.of()));
      }
    }
    return targets.keySet().stream().filter(name -> !reached.contains(name)).sorted().toList();
  }

  private record Target(String field, String name, String pointer) {}

  private static List<Target> targetsOf(State state) {
    List<Target> targets = new ArrayList<>();
    String next = state.common().next();
    if (next != null) {
      targets.add(new Target("Next", next, "/Next"));
    }
    if (state instanceof State.Choice choice) {
      for (int i = 0; i < choice.rules().size(); i++) {
        targets.add(new Target("Next", choice.rules().get(i).next(), "/Choices[" + i + "]/Next"));
      }
      if (choice.otherwise() != null) {
        targets.add(new Target("Default", choice.otherwise(), "/Default"));
      }
    }
    List<State.Catcher> catchers = state.recovery().catchers();
    for (int i = 0; i < catchers.size(); i++) {
      targets.add(new Target("Next", catchers.get(i).next(), "/Catch[" + i + "]/Next"));
    }
    return targets;
  }
}
