package io.tarn.workflow;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A parsed, valid definition, or one branch of a Parallel or Map state, which has the same form.
 *
 * @param timeoutSeconds how long an execution may last, when the definition says so
 */
record StateMachine(String startAt, Map<String, State> states, @Nullable Long timeoutSeconds) {
  StateMachine {
    requireNonNull(startAt, "startAt is null");
    states = Collections.unmodifiableMap(new LinkedHashMap<>(states));
  }

  State state(String name) {
    State state = states.get(name);
    if (state == null) {
      throw new IllegalStateException("The definition has no state " + name);
    }
    return state;
  }
}
