package io.tarn.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The States Language as a function: definition, where the execution stands, and what happened give
 * where it stands then, the events of its history and what to do next. No I/O, no clock; randomness
 * comes from outside. One instance computes one transition.
 *
 * <p>Source: Amazon States Language specification; Step Functions developer guide.
 */
final class Interpreter {
  private final StateMachine machine;
  private final ExecutionContext execution;
  private final Instant now;
  private final RandomGenerator random;
  private final DataFlow data;
  private final ExecutionState state;
  private final History history;
  private final List<Effect> effects = new ArrayList<>();

  private Interpreter(
      StateMachine machine,
      ExecutionContext execution,
      ExecutionState state,
      Instant now,
      RandomGenerator random) {
    this.machine = machine;
    this.execution = execution;
    this.now = now;
    this.random = random;
    this.data = new DataFlow(execution, random);
    this.state = state;
    this.history = new History(state);
  }

  /** The state before is not changed. */
  static Transition apply(
      StateMachine machine,
      ExecutionContext execution,
      ExecutionState before,
      Happening happening,
      Instant now,
      RandomGenerator random) {
    Interpreter interpreter = new Interpreter(machine, execution, before.copy(), now, random);
    interpreter.on(happening);
    ExecutionState after = interpreter.state;
    if (after.status == ExecutionState.Status.RUNNING && after.lastEvent >= Limits.HISTORY_EVENTS) {
      interpreter = new Interpreter(machine, execution, before.copy(), now, random);
      interpreter.failExecution(
          before.lastEvent,
          AslError.RUNTIME,
          "The execution reached the maximum number of history events ("
              + Limits.HISTORY_EVENTS
              + ").");
    }
    return new Transition(interpreter.state, interpreter.history.entries(), interpreter.effects);
  }

  private void on(Happening happening) {
    if (state.status != ExecutionState.Status.RUNNING) {
      return;
    }
    switch (happening) {
      case Happening.Begun begun -> begin();
      case Happening.Advance advance -> {
        Branch branch = state.find(advance.branch());
        if (branch != null && branch.phase == Branch.Phase.READY) {
          enter(branch);
        }
      }
      case Happening.CallAnswered answer -> answered(answer);
      case Happening.JobStarted job -> started(job);
      case Happening.CallFailed failure -> {
        Branch branch = waiting(failure.branch(), failure.token());
        if (branch != null && stateOf(branch) instanceof State.Task task) {
          history.failed(branch, task.resource(), failure.error(), failure.cause());
          fail(branch, task, failure.error(), failure.cause());
        }
      }
      case Happening.Due due -> due(due);
      case Happening.TaskTimedOut timeout -> {
        Branch branch = waiting(timeout.branch(), timeout.token());
        if (branch != null && stateOf(branch) instanceof State.Task task) {
          history.timedOut(branch, task.resource());
          fail(branch, task, AslError.TIMEOUT, "");
        }
      }
      case Happening.ExecutionTimedOut timeout -> {
        history.ended(state.lastEvent, "TimedOut", null, null);
        end(ExecutionState.Status.TIMED_OUT, null, null);
      }
      case Happening.Broken broken ->
          failExecution(state.lastEvent, AslError.RUNTIME, broken.cause());
      case Happening.Stopped stop -> {
        history.ended(state.lastEvent, "Aborted", stop.error(), stop.cause());
        end(ExecutionState.Status.ABORTED, stop.error(), stop.cause());
      }
    }
  }

  private void begin() {
    history.started(execution);
    state.add(new Branch(Branch.ROOT, null, 0, machine.startAt(), execution.input()));
    effects.add(new Effect.Proceed(Branch.ROOT));
  }

  /** The branch, when it waits for just this answer. */
  private @Nullable Branch waiting(String id, long token) {
    Branch branch = state.find(id);
    boolean waits =
        branch != null
            && branch.token == token
            && (branch.phase == Branch.Phase.CALLING || branch.phase == Branch.Phase.POLLING);
    return waits ? branch : null;
  }

  private void answered(Happening.CallAnswered answer) {
    Branch branch = waiting(answer.branch(), answer.token());
    if (branch == null || !(stateOf(branch) instanceof State.Task task)) {
      return;
    }
    try {
      limit(answer.result(), task);
      history.succeeded(branch, task.resource(), answer.result());
      leave(branch, task, data.result(branch, task, task.shaping(), answer.result()));
    } catch (AslError e) {
      history.failed(branch, task.resource(), e.error(), e.cause());
      fail(branch, task, e.error(), e.cause());
    }
  }

  private void started(Happening.JobStarted job) {
    Branch branch = waiting(job.branch(), job.token());
    if (branch != null
        && branch.phase == Branch.Phase.CALLING
        && stateOf(branch) instanceof State.Task task) {
      history.submitted(branch, task.resource(), job.answer());
      branch.phase = Branch.Phase.POLLING;
      branch.handle = job.handle();
      effects.add(new Effect.Watch(branch.id, branch.token));
    }
  }

  private void due(Happening.Due due) {
    Branch branch = state.find(due.branch());
    if (branch == null || branch.token != due.token() || branch.phase != Branch.Phase.SLEEPING) {
      return;
    }
    State current = stateOf(branch);
    if (current instanceof State.Wait wait) {
      attempt(branch, current, () -> leave(branch, wait, data.passed(branch, wait)));
    } else {
      work(branch, current);
    }
  }

  private void enter(Branch branch) {
    State current = stateOf(branch);
    branch.enteredAt = now.toEpochMilli();
    branch.retryCount = 0;
    branch.retries = new ArrayList<>();
    history.entered(branch, current.kind());
    work(branch, current);
  }

  /** Does what the state says; for a task this is one try. */
  private void work(Branch branch, State current) {
    attempt(
        branch,
        current,
        () -> {
          switch (current) {
            case State.Task task -> call(branch, task);
            case State.Pass pass -> pass(branch, pass);
            case State.Choice choice -> choose(branch, choice);
            case State.Wait wait -> sleep(branch, wait);
            case State.Succeed succeed -> leave(branch, succeed, data.passed(branch, succeed));
            case State.Fail fail -> failOnPurpose(branch, fail);
            case State.Parallel parallel -> fork(branch, parallel);
            case State.ForEach map -> iterate(branch, map);
          }
        });
  }

  private void call(Branch branch, State.Task task) throws AslError {
    JsonNode request = data.request(branch, task, task.shaping().parameters());
    limit(request, task);
    Long timeout = data.seconds(branch, task, task.timeout(), "TimeoutSecondsPath");
    await(branch, Branch.Phase.CALLING);
    branch.request = request;
    history.scheduled(branch, task.resource(), execution.region(), request, timeout);
    effects.add(new Effect.Call(branch.id, branch.token));
    if (timeout != null) {
      effects.add(new Effect.TimeOutAt(branch.id, branch.token, now.plusSeconds(timeout)));
    }
  }

  private void await(Branch branch, Branch.Phase phase) {
    branch.phase = phase;
    branch.token = ++state.lastToken;
    branch.request = null;
    branch.handle = null;
  }

  private void pass(Branch branch, State.Pass pass) throws AslError {
    JsonNode result = pass.result();
    if (result == null) {
      result = data.request(branch, pass, pass.shaping().parameters());
    }
    leave(branch, pass, data.result(branch, pass, pass.shaping(), result));
  }

  private void choose(Branch branch, State.Choice choice) throws AslError {
    for (State.Rule rule : choice.rules()) {
      if (data.holds(branch, choice, rule.condition())) {
        JsonNode output = rule.output() == null ? choice.common().output() : rule.output();
        goOn(branch, choice, data.passed(branch, choice, output, rule.assign()), rule.next());
        return;
      }
    }
    if (choice.otherwise() == null) {
      throw new AslError(
          AslError.NO_CHOICE,
          "Failed to transition out of the state. The state's choices did not match the input and"
              + " it has no Default.");
    }
    goOn(branch, choice, data.passed(branch, choice), choice.otherwise());
  }

  private void sleep(Branch branch, State.Wait wait) throws AslError {
    Instant until = data.until(branch, wait, now);
    await(branch, Branch.Phase.SLEEPING);
    effects.add(new Effect.WakeAt(branch.id, branch.token, until));
  }

  private void failOnPurpose(Branch branch, State.Fail fail) throws AslError {
    String error = fail.error();
    if (fail.errorPath() != null) {
      error = data.text(branch, fail, fail.errorPath(), "ErrorPath");
    }
    String cause = fail.cause();
    if (fail.causePath() != null) {
      cause = data.text(branch, fail, fail.causePath(), "CausePath");
    }
    failBranch(branch, error, cause);
  }

  private void fork(Branch branch, State.Parallel parallel) throws AslError {
    JsonNode input = data.request(branch, parallel, parallel.shaping().parameters());
    int size = parallel.branches().size();
    await(branch, Branch.Phase.JOINING);
    branch.join = new Branch.Join(input, size, size);
    history.add(branch, "ParallelStateStarted", Json.object());
    for (int i = 0; i < size; i++) {
      startChild(branch, branch.join, parallel.branches().get(i).startAt(), input);
    }
  }

  private void iterate(Branch branch, State.ForEach map) throws AslError {
    JsonNode items = data.items(branch, map);
    Long most = data.seconds(branch, map, map.maxConcurrency(), "MaxConcurrencyPath");
    int limit =
        most == null || most == 0
            ? Limits.MAP_CONCURRENCY
            : (int) Math.min(most, Limits.MAP_CONCURRENCY);
    await(branch, Branch.Phase.JOINING);
    Branch.Join join = new Branch.Join(items, items.size(), limit);
    branch.join = join;
    ObjectNode started = Json.object();
    started.putObject("mapStateStartedEventDetails").put("length", items.size());
    history.add(branch, "MapStateStarted", started);
    if (join.size == 0) {
      joined(branch, join);
      return;
    }
    while (join.started < join.size && join.started < limit) {
      startIteration(branch, map, join);
    }
  }

  private void startIteration(Branch branch, State.ForEach map, Branch.Join join) throws AslError {
    int index = join.started;
    JsonNode value = join.inputs.get(index);
    ObjectNode item = Json.object().put("Index", index);
    item.set("Value", value);
    Branch child = startChild(branch, join, map.processor().startAt(), value);
    child.item = item;
    child.input = data.selected(child, branch, map, value);
    history.iteration(child, "Started", branch.state, index);
  }

  private Branch startChild(Branch parent, Branch.Join join, String startAt, JsonNode input) {
    int index = join.started++;
    Branch child = new Branch(parent.id + "." + index, parent.id, index, startAt, input);
    child.previousEvent = parent.previousEvent;
    child.token = ++state.lastToken;
    child.item = parent.item;
    child.variables = parent.variables;
    state.add(child);
    effects.add(new Effect.Proceed(child.id));
    return child;
  }

  private void childEnded(Branch child, JsonNode output) {
    Branch parent = state.load(String.valueOf(child.parent));
    Branch.Join join = parent.join;
    State current = stateOf(parent);
    if (join == null) {
      throw new IllegalStateException("Branch " + parent.id + " joins nothing");
    }
    join.results.set(child.index, output);
    join.ended++;
    state.remove(child.id);
    if (current instanceof State.ForEach) {
      history.iteration(child, "Succeeded", parent.state, child.index);
    }
    parent.previousEvent = child.previousEvent;
    attempt(
        parent,
        current,
        () -> {
          if (join.ended == join.size) {
            joined(parent, join);
          } else if (current instanceof State.ForEach map && join.started < join.size) {
            startIteration(parent, map, join);
          }
        });
  }

  private void joined(Branch branch, Branch.Join join) throws AslError {
    State current = stateOf(branch);
    history.add(branch, current.kind() + "StateSucceeded", Json.object());
    branch.join = null;
    JsonNode result = join.output();
    limit(result, current);
    State.Shaping shaping =
        switch (current) {
          case State.Parallel parallel -> parallel.shaping();
          case State.ForEach map -> map.shaping();
          default -> throw new IllegalStateException(current.name() + " has no branches");
        };
    leave(branch, current, data.result(branch, current, shaping, result));
  }

  private static void limit(JsonNode data, State current) throws AslError {
    if (Json.bytes(data) > Limits.DATA_BYTES) {
      throw new AslError(
          AslError.DATA_LIMIT,
          "The state/task '"
              + current.name()
              + "' returned a result with a size exceeding the maximum number of bytes service"
              + " limit.");
    }
  }

  private void leave(Branch branch, State current, DataFlow.Outcome outcome) throws AslError {
    String next = current.common().next();
    if (next != null) {
      goOn(branch, current, outcome, next);
      return;
    }
    JsonNode output = outcome.output();
    limit(output, current);
    history.exited(branch, current.kind(), outcome);
    if (branch.parent != null) {
      childEnded(branch, output);
      return;
    }
    history.ended(branch, output);
    state.output = output;
    end(ExecutionState.Status.SUCCEEDED, null, null);
  }

  private void goOn(Branch branch, State current, DataFlow.Outcome outcome, String next)
      throws AslError {
    limit(outcome.output(), current);
    limit(outcome.assigned(), current);
    history.exited(branch, current.kind(), outcome);
    if (!outcome.assigned().isEmpty()) {
      branch.variables = branch.variables.deepCopy().setAll(outcome.assigned());
    }
    branch.state = next;
    branch.input = outcome.output();
    branch.phase = Branch.Phase.READY;
    branch.token = ++state.lastToken;
    branch.request = null;
    branch.handle = null;
    branch.join = null;
    effects.add(new Effect.Proceed(branch.id));
  }

  /** Runs part of a state; what goes wrong in it is the state's failure. */
  private void attempt(Branch branch, State current, Part part) {
    try {
      part.run();
    } catch (AslError e) {
      if (e.error().equals(AslError.QUERY)) {
        history.evaluationFailed(branch, e);
      }
      fail(
          branch,
          current,
          e.error(),
          "An error occurred while executing the state '"
              + current.name()
              + "' (entered at the event id #"
              + branch.enteredEvent
              + "). "
              + e.cause());
    }
  }

  private interface Part {
    void run() throws AslError;
  }

  private void fail(Branch branch, State current, String error, String cause) {
    state.removeBelow(branch.id);
    branch.join = null;
    effects.removeIf(effect -> effect.concerns(branch.id));
    Duration delay = Retries.next(current.recovery().retriers(), branch, error, random);
    if (delay != null) {
      await(branch, Branch.Phase.SLEEPING);
      effects.add(new Effect.WakeAt(branch.id, branch.token, now.plus(delay)));
      return;
    }
    for (State.Catcher catcher : current.recovery().catchers()) {
      if (Retries.matches(catcher.errors(), error)) {
        caught(branch, current, catcher, error, cause);
        return;
      }
    }
    failBranch(branch, error, cause);
  }

  private void caught(
      Branch branch, State current, State.Catcher catcher, String error, String cause) {
    ObjectNode failure = Json.object().put("Error", error).put("Cause", cause);
    try {
      goOn(branch, current, data.caught(branch, current, catcher, failure), catcher.next());
    } catch (AslError e) {
      failBranch(branch, e.error(), e.cause());
    }
  }

  private void failBranch(Branch branch, @Nullable String error, @Nullable String cause) {
    if (branch.parent == null) {
      failExecution(branch.previousEvent, error, cause);
      return;
    }
    Branch parent = state.load(branch.parent);
    State current = stateOf(parent);
    if (current instanceof State.ForEach) {
      history.iteration(branch, "Failed", parent.state, branch.index);
    }
    parent.previousEvent = branch.previousEvent;
    history.add(parent, current.kind() + "StateFailed", Json.object());
    fail(parent, current, error == null ? "" : error, cause == null ? "" : cause);
  }

  private void failExecution(long previous, @Nullable String error, @Nullable String cause) {
    history.ended(previous, "Failed", error, cause);
    end(ExecutionState.Status.FAILED, error, cause);
  }

  private void end(ExecutionState.Status status, @Nullable String error, @Nullable String cause) {
    state.status = status;
    state.error = error;
    state.cause = cause;
    state.removeAll();
    effects.clear();
    effects.add(new Effect.Ended());
  }

  private State stateOf(Branch branch) {
    return StateFinder.machineOf(machine, state, branch).state(branch.state);
  }
}
