package io.tarn.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import io.tarn.kernel.Ids;
import io.tarn.ledger.Fact;
import io.tarn.ledger.FactSubscriber;
import io.tarn.ledger.Ledger;
import io.tarn.ledger.Task;
import io.tarn.ledger.TaskHandler;
import io.tarn.ledger.Tx;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives executions: one durable commit a transition, and the next thing at once, in memory, as
 * long as the branch need not wait. The task under lease is what brings a branch back after a
 * crash; a call that was cut off is then made again.
 */
final class Engine implements FactSubscriber {
  private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

  /**
   * Tasks of this room that run at once; each may hold one call, which holds no platform thread.
   */
  static final int CONCURRENCY = 256;

  static final int TIMEOUT_CONCURRENCY = 8;
  static final int CANCEL_CONCURRENCY = 4;

  private static final int DEFINITIONS_KEPT = 1_000;
  private static final Set<String> ENDED =
      Set.of("SUCCEEDED", "FAILED", "CANCELLED", "STOPPED", "TIMED_OUT", "TIMEOUT", "ABORTED");

  private final Ledger ledger;
  private final Calls calls;
  private final InstantSource clock;
  private final Ids ids;
  private final String account;
  private final Journal journal;
  private final Map<String, StateMachine> definitions = new ConcurrentHashMap<>();

  Engine(Ledger ledger, Calls calls, InstantSource clock, Ids ids, String account) {
    this.ledger = ledger;
    this.calls = calls;
    this.clock = clock;
    this.ids = ids;
    this.account = account;
    this.journal = new Journal(account);
  }

  /** Begins an execution whose row has been inserted, in the commit of the call that asked. */
  void begin(Tx tx, ExecutionRow row, MachineRow machine, Instant now) throws SQLException {
    Session session = session(row, machine);
    Happening begun = new Happening.Begun();
    Transition transition = apply(session, begun, now);
    journal.write(tx, session, begun, transition, now, null);
    Long timeout = session.machine().timeoutSeconds();
    if (timeout != null) {
      tx.schedule(new Step(row.name(), "", 0, 0).timeOut(now.plusSeconds(timeout), row.traceId()));
    }
  }

  /** Ends an execution from outside, in the commit of the call that asked. */
  void stop(Tx tx, ExecutionRow row, Happening.Stopped stop, Instant now) throws SQLException {
    Session session = session(row, Machines.loadRevision(tx, row.name().machine(), row.revision()));
    Transition transition = apply(session, stop, now);
    if (!transition.isVoid()) {
      journal.write(tx, session, stop, transition, now, null);
    }
  }

  /** The handler of {@link Step#ADVANCE}. */
  TaskHandler advancing() {
    return new TaskHandler() {
      @Override
      public Completion run(Task task) throws InterruptedException {
        return new Drive(Step.parse(task.body()), task).run();
      }

      @Override
      public Completion exhausted(Task task, Throwable failure) {
        Happening broken = new Happening.Broken("The lake could not go on: " + failure);
        return once(Step.parse(task.body()).execution(), broken);
      }
    };
  }

  /** The handler of {@link Step#TIMEOUT}. */
  TaskHandler.Completion timeOut(Task task) {
    Step step = Step.parse(task.body());
    return once(
        step.execution(),
        step.branch().isEmpty()
            ? new Happening.ExecutionTimedOut()
            : new Happening.TaskTimedOut(step.branch(), step.token()));
  }

  /** The handler of {@link Step#CANCEL}. */
  TaskHandler.Completion cancel(Task task) throws Resource.Unsupported {
    Cancellation cancellation = Cancellation.parse(task.body());
    Resource resource = Resource.parse(cancellation.resource());
    if (resource != null) {
      calls.cancel(resource, cancellation.handle(), cancellation.occasion());
    }
    return tx -> {};
  }

  @Override
  public Set<String> kinds() {
    return Set.of("QueryExecutionStateChanged", "JobRunStateChanged", Journal.STATUS);
  }

  /** News of a job wakes the branches that wait for it. */
  @Override
  public void on(Fact fact, Tx tx) {
    JsonNode body = Json.parseOwn(fact.body());
    String state = body.path("state").asText(body.path("status").asText());
    if (!ENDED.contains(state)) {
      return;
    }
    String subject = body.path("queryExecutionId").asText(body.path("executionArn").asText());
    if (body.has("jobRunId")) {
      subject = body.path("jobName").asText() + "/" + body.path("jobRunId").asText();
    }
    for (Executions.Watch watch : Executions.watching(tx, subject)) {
      tx.schedule(
          new Step(watch.execution(), watch.branch(), watch.token(), 0)
              .wakeUp(fact.time(), fact.traceId()));
    }
    Executions.unwatch(tx, subject);
  }

  private Optional<Session> load(ExecutionName name) {
    return ledger.read(
        tx ->
            Executions.find(tx, name)
                .filter(ExecutionRow::isRunning)
                .map(
                    row ->
                        session(row, Machines.loadRevision(tx, name.machine(), row.revision()))));
  }

  private Session session(ExecutionRow row, MachineRow machine) {
    MachineName name = row.name().machine();
    ExecutionContext context =
        new ExecutionContext(
            row.name().arn(account),
            row.name().name(),
            machine.roleArn(),
            row.started(),
            name.arn(account),
            name.name(),
            name.region(),
            Json.parseOwn(row.input()));
    StateMachine definition = definition(name, machine);
    ExecutionState state = ExecutionState.fromText(row.state());
    return new Session(row, machine.roleArn(), definition, context, state, row.version());
  }

  private StateMachine definition(MachineName name, MachineRow machine) {
    String key = name.region() + "/" + name.name() + "/" + machine.revision();
    StateMachine known = definitions.get(key);
    if (known != null) {
      return known;
    }
    StateMachine parsed = DefinitionParser.parse(machine.definition()).machine();
    if (parsed == null) {
      throw new IllegalStateException("The stored definition of " + key + " is not valid");
    }
    if (definitions.size() >= DEFINITIONS_KEPT) {
      definitions.clear();
    }
    definitions.put(key, parsed);
    return parsed;
  }

  private Transition apply(Session session, Happening happening, Instant now) {
    byte[] seed = new byte[Long.BYTES];
    ids.bytes(seed);
    return Interpreter.apply(
        session.machine(),
        session.context(),
        session.state(),
        happening,
        now,
        new Random(ByteBuffer.wrap(seed).getLong()));
  }

  /** One transition without going on in memory; a neighbour that was quicker is waited out. */
  private TaskHandler.Completion once(ExecutionName name, Happening happening) {
    Session session = load(name).orElse(null);
    if (session == null) {
      return tx -> {};
    }
    Instant now = clock.instant();
    Transition transition = apply(session, happening, now);
    return transition.isVoid()
        ? tx -> {}
        : tx -> journal.write(tx, session, happening, transition, now, null);
  }

  /**
   * The last transition of a task on an execution that no other branch moves. When it has moved on
   * all the same (stopped, timed out, or told the same news by another task), what happened here is
   * void: nothing has been written.
   */
  private void writeLast(
      Tx tx, Session session, Happening happening, Transition transition, Instant now)
      throws SQLException {
    try {
      journal.write(tx, session, happening, transition, now, null);
    } catch (Executions.Conflict e) {
      LOG.debug("{}: {} came too late", e.getMessage(), happening);
    }
  }

  /** One run of a task: as many transitions of its branch as follow without waiting. */
  private final class Drive {
    private final Step step;
    private final Task task;

    Drive(Step step, Task task) {
      this.step = step;
      this.task = task;
    }

    TaskHandler.Completion run() throws InterruptedException {
      Session session = load(step.execution()).orElse(null);
      Branch branch = session == null ? null : session.state().find(step.branch());
      boolean again = task.attempt() > 1 && task.key().equals(step.key());
      if (session == null || branch == null || (!again && branch.token != step.token())) {
        return tx -> {};
      }
      Happening happening =
          switch (branch.phase) {
            case READY -> new Happening.Advance(branch.id);
            case CALLING -> call(session, branch);
            case POLLING -> look(session, branch);
            case SLEEPING -> new Happening.Due(branch.id, step.token());
            case JOINING -> null;
          };
      while (happening != null) {
        Instant now = clock.instant();
        Transition transition = apply(session, happening, now);
        if (transition.isVoid()) {
          return tx -> {};
        }
        Effect next = own(transition);
        if (next == null && transition.state().branches().size() <= 1) {
          Session last = session;
          Happening end = happening;
          return tx -> writeLast(tx, last, end, transition, now);
        }
        Session moved = commit(session, happening, transition, now, next);
        if (moved == null) {
          // Another branch moved the execution on: the same happening, on what stands now.
          session = load(step.execution()).orElse(null);
          if (session == null) {
            return tx -> {};
          }
          continue;
        }
        session = moved;
        happening = next == null ? null : follow(session, next);
        if (next == null) {
          return tx -> {};
        }
      }
      return lookLater(session.state().find(step.branch()));
    }

    /** What follows for this branch at once, or null when it waits or has ended. */
    private @Nullable Effect own(Transition transition) {
      for (Effect effect : transition.effects()) {
        boolean atOnce =
            switch (effect) {
              case Effect.Proceed proceed -> true;
              case Effect.Call call -> true;
              case Effect.Watch watch -> true;
              case Effect.WakeAt wake -> false;
              case Effect.TimeOutAt timeout -> false;
              case Effect.Ended ended -> false;
            };
        if (atOnce && effect.branch().equals(step.branch())) {
          return effect;
        }
      }
      return null;
    }

    private @Nullable Session commit(
        Session session,
        Happening happening,
        Transition transition,
        Instant now,
        @Nullable Effect next) {
      try {
        return ledger.commit(
            tx -> {
              String inMemory = next == null ? null : step.branch();
              journal.write(tx, session, happening, transition, now, inMemory);
              return session.after(transition.state());
            });
      } catch (Executions.Conflict e) {
        return null;
      }
    }

    private @Nullable Happening follow(Session session, Effect next) throws InterruptedException {
      Branch branch = session.state().load(step.branch());
      return switch (next) {
        case Effect.Call call -> call(session, branch);
        case Effect.Watch watch -> look(session, branch);
        default -> new Happening.Advance(branch.id);
      };
    }

    private Happening call(Session session, Branch branch) throws InterruptedException {
      Resource resource = session.task(branch).orElseThrow().resource();
      JsonNode request = branch.request == null ? Json.object() : branch.request;
      CallOutcome outcome = calls.call(resource, request, session.occasion(branch));
      requireNotInterrupted();
      return switch (outcome) {
        case CallOutcome.Answered answer ->
            new Happening.CallAnswered(branch.id, branch.token, answer.result());
        case CallOutcome.Started job ->
            new Happening.JobStarted(branch.id, branch.token, job.answer(), job.handle());
        case CallOutcome.Failed failure ->
            new Happening.CallFailed(branch.id, branch.token, failure.error(), failure.cause());
        case CallOutcome.Going going ->
            throw new IllegalStateException("A call neither answered nor started a job");
      };
    }

    private @Nullable Happening look(Session session, Branch branch) throws InterruptedException {
      Resource resource = session.task(branch).orElseThrow().resource();
      CallOutcome outcome =
          calls.look(resource, String.valueOf(branch.handle), session.occasion(branch));
      requireNotInterrupted();
      return switch (outcome) {
        case CallOutcome.Answered answer ->
            new Happening.CallAnswered(branch.id, branch.token, answer.result());
        case CallOutcome.Failed failure ->
            new Happening.CallFailed(branch.id, branch.token, failure.error(), failure.cause());
        case CallOutcome.Started job -> null;
        case CallOutcome.Going going -> null;
      };
    }

    /** The lake is closing: what a cut call seemed to answer is no answer. */
    private void requireNotInterrupted() throws InterruptedException {
      if (Thread.interrupted()) {
        throw new InterruptedException("the lake is closing");
      }
    }

    private TaskHandler.Completion lookLater(@Nullable Branch branch) {
      if (branch == null || branch.phase != Branch.Phase.POLLING) {
        return tx -> {};
      }
      int looks = branch.token == step.token() ? step.looks() : 0;
      Step next = new Step(step.execution(), step.branch(), branch.token, looks).again();
      Instant due = clock.instant().plus(next.untilNextLook());
      return tx -> tx.schedule(next.advance(due, task.traceId()));
    }
  }
}
