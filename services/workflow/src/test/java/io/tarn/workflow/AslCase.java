package io.tarn.workflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One text case: sections that begin with {@code == name}. {@code definition} and {@code input} go
 * in; {@code tasks} holds what calls answer, an array a state, taken in order; {@code expect} is
 * what came out: the status, then output or error and cause, then the history's lines.
 */
final class AslCase {
  private static final Instant START = Instant.parse("2024-11-17T10:00:00Z");
  private static final int MAX_STEPS = 500;

  private final Path file;
  private final Map<String, String> sections;

  private AslCase(Path file, Map<String, String> sections) {
    this.file = file;
    this.sections = sections;
  }

  static AslCase read(Path file) throws IOException {
    Map<String, String> sections = new LinkedHashMap<>();
    String name = "";
    StringBuilder text = new StringBuilder();
    for (String line : Files.readAllLines(file)) {
      if (line.startsWith("== ")) {
        sections.put(name, text.toString().strip());
        name = line.substring(3).strip();
        text.setLength(0);
      } else {
        text.append(line).append('\n');
      }
    }
    sections.put(name, text.toString().strip());
    return new AslCase(file, sections);
  }

  String expected() {
    return sections.getOrDefault("expect", "");
  }

  void rewrite(String actual) throws IOException {
    sections.put("expect", actual);
    StringBuilder text = new StringBuilder();
    sections.forEach(
        (name, body) -> {
          if (!name.isEmpty()) {
            text.append("== ").append(name).append('\n');
          }
          if (!body.isEmpty()) {
            text.append(body).append('\n');
          }
        });
    Files.writeString(file, text);
  }

  String run() throws JsonProcessingException {
    DefinitionParser.Parsed parsed =
        DefinitionParser.parse(sections.getOrDefault("definition", ""));
    StateMachine machine = parsed.machine();
    if (machine == null) {
      List<DefinitionParser.Diagnostic> all = new ArrayList<>(parsed.diagnostics());
      all.addAll(parsed.unsupported());
      return all.stream().map(DefinitionParser.Diagnostic::text).collect(Collectors.joining("\n"));
    }
    return new Play(machine).run();
  }

  /** Drives the interpreter: serves calls from the case's data and moves its own time. */
  private final class Play {
    private final StateMachine machine;
    private final ExecutionContext context;
    private final Map<String, Deque<JsonNode>> answers = new LinkedHashMap<>();
    private final Deque<Effect> open = new ArrayDeque<>();
    private final Random random = new Random(7);
    private final List<String> lines = new ArrayList<>();
    private ExecutionState state = new ExecutionState();
    private Instant now = START;

    Play(StateMachine machine) throws JsonProcessingException {
      this.machine = machine;
      this.context =
          new ExecutionContext(
              "arn:aws:states:eu-west-3:000000000000:execution:M:e1",
              "e1",
              "arn:aws:iam::000000000000:role/r",
              START,
              "arn:aws:states:eu-west-3:000000000000:stateMachine:M",
              "M",
              "eu-west-3",
              Json.parse(sections.getOrDefault("input", "{}")));
      JsonNode tasks = Json.parse(sections.getOrDefault("tasks", "{}"));
      for (Map.Entry<String, JsonNode> entry : tasks.properties()) {
        Deque<JsonNode> queue = new ArrayDeque<>();
        entry.getValue().forEach(queue::add);
        answers.put(entry.getKey(), queue);
      }
    }

    String run() {
      happen(new Happening.Begun());
      for (int i = 0; i < MAX_STEPS && state.status == ExecutionState.Status.RUNNING; i++) {
        Effect effect = next();
        if (effect == null) {
          break;
        }
        serve(effect);
      }
      StringBuilder result = new StringBuilder(state.status.name());
      if (state.output != null) {
        result.append(' ').append(Json.write(state.output));
      }
      if (state.error != null || state.cause != null) {
        result.append("\nerror: ").append(state.error).append("\ncause: ").append(state.cause);
      }
      lines.forEach(line -> result.append('\n').append(line));
      return result.toString();
    }

    /** What can be done at once goes first, then the earliest timer, which moves the time. */
    private @Nullable Effect next() {
      Effect soonest = null;
      Instant at = Instant.MAX;
      for (Effect effect : open) {
        Instant due =
            switch (effect) {
              case Effect.WakeAt wake -> wake.at();
              case Effect.TimeOutAt timeout -> timeout.at();
              default -> Instant.MIN;
            };
        if (due.isBefore(at)) {
          soonest = effect;
          at = due;
        }
      }
      if (soonest != null) {
        open.remove(soonest);
        now = at.isAfter(now) ? at : now;
      }
      return soonest;
    }

    private void serve(Effect effect) {
      switch (effect) {
        case Effect.Proceed proceed -> happen(new Happening.Advance(proceed.branch()));
        case Effect.Call call -> answer(call.branch(), call.token(), true);
        case Effect.Watch watch -> answer(watch.branch(), watch.token(), false);
        case Effect.WakeAt wake -> happen(new Happening.Due(wake.branch(), wake.token()));
        case Effect.TimeOutAt timeout ->
            happen(new Happening.TaskTimedOut(timeout.branch(), timeout.token()));
        case Effect.Ended ended -> {}
      }
    }

    private void answer(String id, long token, boolean first) {
      Branch branch = state.find(id);
      if (branch == null || branch.token != token) {
        return;
      }
      Deque<JsonNode> queue = answers.getOrDefault(branch.state, new ArrayDeque<>());
      JsonNode answer = queue.isEmpty() ? Json.object().put("echo", true) : queue.remove();
      if (answer.path("never").booleanValue()) {
        return;
      }
      if (first && answer.has("job")) {
        happen(
            new Happening.JobStarted(
                id, token, answer.path("answer"), answer.path("job").asText()));
      } else if (answer.has("error")) {
        happen(
            new Happening.CallFailed(
                id, token, answer.path("error").asText(), answer.path("cause").asText()));
      } else if (answer.path("echo").booleanValue()) {
        happen(new Happening.CallAnswered(id, token, orEmpty(branch.request)));
      } else {
        happen(new Happening.CallAnswered(id, token, answer.path("result")));
      }
    }

    private JsonNode orEmpty(@Nullable JsonNode node) {
      return node == null ? Json.object() : node;
    }

    private void happen(Happening happening) {
      Transition transition =
          Interpreter.apply(
              machine, context, ExecutionState.fromText(state.toText()), happening, now, random);
      JsonNode output = transition.state().output;
      state = transition.state();
      state.output = output;
      transition.effects().forEach(open::addLast);
      for (Transition.Entry entry : transition.history()) {
        lines.add(line(entry));
      }
    }

    private String line(Transition.Entry entry) {
      long seconds = now.getEpochSecond() - START.getEpochSecond();
      StringBuilder line = new StringBuilder();
      line.append(entry.id()).append('<').append(entry.previous());
      line.append(" +").append(seconds).append("s ").append(entry.type());
      for (JsonNode details : entry.details()) {
        ObjectNode shown = details.deepCopy();
        shown.remove(List.of("inputDetails", "outputDetails", "region", "roleArn"));
        line.append(' ').append(Json.write(shown));
      }
      return line.toString();
    }
  }
}
