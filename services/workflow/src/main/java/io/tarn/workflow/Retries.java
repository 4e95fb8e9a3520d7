package io.tarn.workflow;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Which errors match, and how long the next try waits. */
final class Retries {
  private Retries() {}

  /**
   * States.ALL takes every error but States.Runtime and States.DataLimitExceeded; States.TaskFailed
   * every one but States.Timeout.
   */
  static boolean matches(List<String> names, String error) {
    if (names.contains(error)) {
      return true;
    }
    boolean terminal = error.equals(AslError.RUNTIME) || error.equals(AslError.DATA_LIMIT);
    if (terminal) {
      return false;
    }
    return names.contains(AslError.ALL)
        || (names.contains(AslError.TASK_FAILED) && !error.equals(AslError.TIMEOUT));
  }

  /** The wait before the next try, counted on the branch; null when there is none. */
  static @Nullable Duration next(
      List<State.Retrier> retriers, Branch branch, String error, RandomGenerator random) {
    while (branch.retries.size() < retriers.size()) {
      branch.retries.add(0);
    }
    for (int i = 0; i < retriers.size(); i++) {
      State.Retrier retrier = retriers.get(i);
      if (!matches(retrier.errors(), error)) {
        continue;
      }
      int tried = branch.retries.get(i);
      if (tried >= retrier.maxAttempts()) {
        return null;
      }
      branch.retries.set(i, tried + 1);
      branch.retryCount++;
      return delay(retrier, tried, random);
    }
    return null;
  }

  private static Duration delay(State.Retrier retrier, int tried, RandomGenerator random) {
    double seconds = retrier.intervalSeconds() * Math.pow(retrier.backOffRate(), tried);
    if (retrier.maxDelaySeconds() != null) {
      seconds = Math.min(seconds, retrier.maxDelaySeconds());
    }
    seconds = Math.min(seconds, Limits.EXECUTION.toSeconds());
    if (retrier.jitter()) {
      seconds *= random.nextDouble();
    }
    return Duration.ofMillis(Math.round(seconds * 1000));
  }
}
