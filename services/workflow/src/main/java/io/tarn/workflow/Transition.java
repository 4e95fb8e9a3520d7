package io.tarn.workflow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * The outcome of one happening.
 *
 * @param state where the execution stands now
 * @param history the events to append, in order
 * @param effects what to do once this is durable
 */
record Transition(ExecutionState state, List<Entry> history, List<Effect> effects) {
  Transition {
    history = List.copyOf(history);
    effects = List.copyOf(effects);
  }

  /** The happening came too late or twice: nothing changes. */
  boolean isVoid() {
    return history.isEmpty() && effects.isEmpty();
  }

  /**
   * One event of the history.
   *
   * @param details the event's members in AWS's shape, e.g. {"stateEnteredEventDetails": {...}}
   */
  record Entry(long id, long previous, String type, ObjectNode details) {}
}
