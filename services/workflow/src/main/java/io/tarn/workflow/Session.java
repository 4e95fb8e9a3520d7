package io.tarn.workflow;

import java.util.Optional;

/** An execution in memory, as it was read or as the last transition left it. */
record Session(
    ExecutionRow row,
    String roleArn,
    StateMachine machine,
    ExecutionContext context,
    ExecutionState state,
    long version) {
  ExecutionName name() {
    return row.name();
  }

  Session after(ExecutionState next) {
    return new Session(row, roleArn, machine, context, next, version + 1);
  }

  /** The Task state a branch is in. */
  Optional<State.Task> task(Branch branch) {
    return StateFinder.stateOf(machine, state, branch) instanceof State.Task task
        ? Optional.of(task)
        : Optional.empty();
  }

  Calls.Occasion occasion(Branch branch) {
    return new Calls.Occasion(
        roleArn,
        name().name(),
        name().region(),
        row.traceId(),
        context.arn() + "/" + branch.id + "/" + branch.token);
  }
}
