package io.tarn.workflow;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.ledger.NewFact;
import io.tarn.ledger.Tx;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Writes one transition: state, history, tasks and facts in one commit. */
final class Journal {
  private static final String TRANSITION = "ExecutionTransition";
  static final String STATUS = "ExecutionStatusChanged";

  private final String account;

  Journal(String account) {
    this.account = account;
  }

  /**
   * @param inMemory the branch that the writer goes on with itself, or null
   * @throws Executions.Conflict when the execution has moved on since the session was read
   */
  void write(
      Tx tx,
      Session session,
      Happening happening,
      Transition transition,
      Instant now,
      @Nullable String inMemory)
      throws SQLException {
    ExecutionName name = session.name();
    Executions.update(tx, name, session.version(), transition.state(), now);
    Executions.append(tx, name, transition.history(), now);
    forgetTimeout(tx, session, happening);
    for (Effect effect : transition.effects()) {
      follow(tx, session, transition.state(), effect, now, inMemory);
    }
    cancelJobs(tx, session, happening, transition.state(), now);
    publish(tx, session, transition, now);
  }

  private static void follow(
      Tx tx,
      Session session,
      ExecutionState state,
      Effect effect,
      Instant now,
      @Nullable String inMemory) {
    ExecutionName name = session.name();
    switch (effect) {
      case Effect.Proceed proceed -> advance(tx, session, state, proceed.branch(), now, inMemory);
      case Effect.Call call -> advance(tx, session, state, call.branch(), now, inMemory);
      case Effect.Watch watch -> {
        Branch branch = state.load(watch.branch());
        Executions.watch(tx, name, branch, String.valueOf(branch.handle));
        advance(tx, session, state, watch.branch(), now, inMemory);
      }
      case Effect.WakeAt wake ->
          tx.schedule(
              new Step(name, wake.branch(), wake.token(), 0)
                  .advance(wake.at(), session.row().traceId()));
      case Effect.TimeOutAt timeout ->
          tx.schedule(
              new Step(name, timeout.branch(), timeout.token(), 0)
                  .timeOut(timeout.at(), session.row().traceId()));
      case Effect.Ended ended -> {
        if (session.machine().timeoutSeconds() != null) {
          tx.unschedule(Step.TIMEOUT, new Step(name, "", 0, 0).timeOutKey());
        }
      }
    }
  }

  private static void advance(
      Tx tx,
      Session session,
      ExecutionState state,
      String branch,
      Instant now,
      @Nullable String inMemory) {
    if (!branch.equals(inMemory)) {
      tx.schedule(
          new Step(session.name(), branch, state.load(branch).token, 0)
              .advance(now, session.row().traceId()));
    }
  }

  /** A task that has answered needs its time-out no more. */
  private static void forgetTimeout(Tx tx, Session session, Happening happening) {
    String id =
        switch (happening) {
          case Happening.CallAnswered answer -> answer.branch();
          case Happening.CallFailed failure -> failure.branch();
          default -> "";
        };
    Branch branch = session.state().find(id);
    if (branch != null && session.task(branch).filter(task -> task.timeout() != null).isPresent()) {
      tx.unschedule(Step.TIMEOUT, new Step(session.name(), id, 0, 0).timeOutKey());
    }
  }

  /** Jobs that a branch waited for and waits for no more, unless they have ended themselves. */
  private static void cancelJobs(
      Tx tx, Session session, Happening happening, ExecutionState after, Instant now) {
    for (Branch branch : session.state().branches()) {
      if (branch.phase != Branch.Phase.POLLING || branch.handle == null) {
        continue;
      }
      Branch still = after.find(branch.id);
      if (still != null && still.token == branch.token) {
        continue;
      }
      Executions.unwatch(tx, branch.handle);
      boolean ended =
          switch (happening) {
            case Happening.CallAnswered answer -> answer.branch().equals(branch.id);
            case Happening.CallFailed failure -> failure.branch().equals(branch.id);
            default -> false;
          };
      if (!ended) {
        tx.schedule(Cancellation.of(session, branch).task(now, session.row().traceId()));
      }
    }
  }

  private void publish(Tx tx, Session session, Transition transition, Instant now) {
    ObjectNode body = Json.object().put("executionArn", session.context().arn());
    body.put("stateMachineArn", session.context().machineArn());
    ArrayNode events = body.putArray("events");
    for (Transition.Entry entry : transition.history()) {
      events.addObject().put("id", entry.id()).put("type", entry.type());
    }
    tx.publish(fact(TRANSITION, session, now, body));
    if (transition.state().status != ExecutionState.Status.RUNNING
        || session.state().lastEvent == 0) {
      tx.publish(fact(STATUS, session, now, status(session, transition.state(), now)));
    }
  }

  private NewFact fact(String kind, Session session, Instant now, ObjectNode body) {
    return new NewFact(
        kind,
        1,
        now,
        session.name().region(),
        session.context().arn(),
        session.roleArn(),
        session.row().traceId(),
        Json.write(body));
  }

  /** The detail of EventBridge's "Step Functions Execution Status Change". */
  private ObjectNode status(Session session, ExecutionState state, Instant now) {
    ObjectNode detail = Json.object();
    detail.put("executionArn", session.context().arn());
    detail.put("stateMachineArn", session.name().machine().arn(account));
    detail.put("name", session.name().name());
    detail.put("status", state.status.name());
    detail.put("startDate", session.row().started().toEpochMilli());
    detail.put("input", session.row().input());
    if (state.status != ExecutionState.Status.RUNNING) {
      detail.put("stopDate", now.toEpochMilli());
    }
    if (state.output != null) {
      detail.put("output", Json.write(state.output));
    }
    if (state.error != null) {
      detail.put("error", state.error);
    }
    if (state.cause != null) {
      detail.put("cause", state.cause);
    }
    return detail;
  }
}
