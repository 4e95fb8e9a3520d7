package io.tarn.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import io.tarn.ledger.NewTask;
import java.time.Duration;
import java.time.Instant;

/**
 * The body of this room's tasks: which branch of which execution, and what it waited for when the
 * task was written.
 *
 * @param branch empty for what concerns the execution as a whole
 * @param looks how often its job has been asked after
 */
record Step(ExecutionName execution, String branch, long token, int looks) {
  /** Moves a branch on. */
  static final String ADVANCE = "workflow.step";

  /** Ends what takes too long. */
  static final String TIMEOUT = "workflow.timeout";

  /** Ends a job that nobody waits for any more. */
  static final String CANCEL = "workflow.cancel";

  /** Tries of a task that this room itself fails in: about nine hours with the back-off. */
  private static final int ATTEMPTS = 25;

  private static final Duration BACK_OFF = Duration.ofMillis(50);

  static Step parse(String body) {
    JsonNode json = Json.parseOwn(body);
    return new Step(
        ExecutionName.fromJson(json),
        json.path("branch").asText(),
        json.path("token").asLong(),
        json.path("looks").asInt());
  }

  NewTask advance(Instant due, String traceId) {
    return task(ADVANCE, key(), due, traceId);
  }

  NewTask timeOut(Instant due, String traceId) {
    return task(TIMEOUT, timeOutKey(), due, traceId);
  }

  /**
   * A task of its own beside one that may be running: the same branch, woken by news of its job.
   */
  NewTask wakeUp(Instant due, String traceId) {
    return task(ADVANCE, key() + "/news", due, traceId);
  }

  private NewTask task(String kind, String key, Instant due, String traceId) {
    String body =
        Json.write(
            execution.toJson().put("branch", branch).put("token", token).put("looks", looks));
    return new NewTask(kind, key, due, ATTEMPTS, BACK_OFF, traceId, body);
  }

  /**
   * The token is part of it: a branch whose call has timed out goes on beside the task that still
   * holds that call.
   */
  String key() {
    return execution.key() + "/" + branch + "/" + token;
  }

  /** A branch has one time-out at most, the execution as a whole another. */
  String timeOutKey() {
    return branch.isEmpty() ? execution.key() : execution.key() + "/" + branch;
  }

  /** The next look at a job: soon at first, then less and less often. */
  Step again() {
    return new Step(execution, branch, token, looks + 1);
  }

  Duration untilNextLook() {
    if (looks < 20) {
      return Duration.ofMillis(50);
    }
    return looks < 60 ? Duration.ofMillis(250) : Duration.ofSeconds(5);
  }
}
