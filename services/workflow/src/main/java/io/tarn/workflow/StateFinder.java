package io.tarn.workflow;

/** Finds the machine a branch runs: the whole definition, or a part of it below its parents. */
final class StateFinder {
  private StateFinder() {}

  static State stateOf(StateMachine root, ExecutionState state, Branch branch) {
    return machineOf(root, state, branch).state(branch.state);
  }

  static StateMachine machineOf(StateMachine root, ExecutionState state, Branch branch) {
    if (branch.parent == null) {
      return root;
    }
    Branch parent = state.load(branch.parent);
    return switch (stateOf(root, state, parent)) {
      case State.Parallel parallel -> parallel.branches().get(branch.index);
      case State.ForEach map -> map.processor();
      default -> throw new IllegalStateException(parent.state + " has no branches");
    };
  }
}
