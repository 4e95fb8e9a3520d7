package io.tarn.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** What moves an execution on. A token that is not the branch's present one makes it void. */
sealed interface Happening {
  /** The execution begins. */
  record Begun() implements Happening {}

  /** A branch that is ready enters its state. */
  record Advance(String branch) implements Happening {}

  /** A call gave its answer: the task's result, when the answer is the result. */
  record CallAnswered(String branch, long token, JsonNode result) implements Happening {}

  /**
   * A call has started a job that goes on.
   *
   * @param handle what the job is asked for by later
   */
  record JobStarted(String branch, long token, JsonNode answer, String handle)
      implements Happening {}

  /** A call or its job failed. */
  record CallFailed(String branch, long token, String error, String cause) implements Happening {}

  /** A Wait state's or a retry's time has come. */
  record Due(String branch, long token) implements Happening {}

  /** A task has taken longer than its TimeoutSeconds. */
  record TaskTimedOut(String branch, long token) implements Happening {}

  /** The execution has taken longer than its TimeoutSeconds. */
  record ExecutionTimedOut() implements Happening {}

  /** This room cannot go on with the execution. */
  record Broken(String cause) implements Happening {}

  /** Somebody stops the execution. */
  record Stopped(@Nullable String error, @Nullable String cause) implements Happening {}
}
