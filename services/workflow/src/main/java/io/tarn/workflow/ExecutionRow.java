package io.tarn.workflow;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An execution as it is kept.
 *
 * @param state where it stands, {@link ExecutionState#toText}
 * @param version grows with every transition; whoever writes must have read the last one
 */
record ExecutionRow(
    ExecutionName name,
    String revision,
    String status,
    Instant started,
    @Nullable Instant stopped,
    String input,
    @Nullable String output,
    @Nullable String error,
    @Nullable String cause,
    @Nullable String traceHeader,
    String traceId,
    String state,
    long version) {
  boolean isRunning() {
    return status.equals(ExecutionState.Status.RUNNING.name());
  }
}
