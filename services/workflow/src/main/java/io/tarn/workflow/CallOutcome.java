package io.tarn.workflow;

import com.fasterxml.jackson.databind.JsonNode;

/** What came of a task's call, or of a look at its job. */
sealed interface CallOutcome {
  /** The task's result. */
  record Answered(JsonNode result) implements CallOutcome {}

  /** A job has been started; {@code handle} is what it is asked for by. */
  record Started(JsonNode answer, String handle) implements CallOutcome {}

  /** The job has not ended. */
  record Going() implements CallOutcome {}

  /** The task has failed. */
  record Failed(String error, String cause) implements CallOutcome {}
}
