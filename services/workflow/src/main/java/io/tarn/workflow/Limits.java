package io.tarn.workflow;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Step Functions' quotas. Source: Step Functions developer guide, "Service quotas". */
final class Limits {
  /** Input and output of a state, a task or an execution, in bytes of UTF-8. */
  static final int DATA_BYTES = 262_144;

  /** Bytes of a definition. */
  static final int DEFINITION_BYTES = 1_048_576;

  /** Events in the history of one execution. */
  static final int HISTORY_EVENTS = 25_000;

  /** Iterations of an inline Map state that run at once. */
  static final int MAP_CONCURRENCY = 40;

  /** A commit stays small: AWS names no number for this. */
  static final int PARALLEL_BRANCHES = 100;

  /** Nested branches alive in one execution at once. */
  static final int STATE_MACHINES = 100_000;

  static final int TAGS = 50;

  /** A standard execution ends after a year. */
  static final Duration EXECUTION = Duration.ofDays(365);

  static final int PAGE = 100;
  static final int MAX_PAGE = 1_000;

  private Limits() {}

  /** Of a maxResults parameter, where 0 and absence mean the default. */
  static int pageSize(@Nullable Integer maxResults) {
    return maxResults == null || maxResults == 0 ? PAGE : Math.min(maxResults, MAX_PAGE);
  }
}
