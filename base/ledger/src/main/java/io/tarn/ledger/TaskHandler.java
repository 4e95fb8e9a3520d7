package io.tarn.ledger;

import java.sql.SQLException;

/** Runs tasks of one kind on virtual threads; the lease is renewed while it runs. */
@FunctionalInterface
public interface TaskHandler {
  /**
   * Does the work outside any transaction and returns what to commit: that commit also ends the
   * task, so effect and end are one. When this throws, the task is tried again after its back-off;
   * after the last try {@link #exhausted} decides.
   */
  Completion run(Task task) throws Exception;

  /** What to commit when the last try has failed. By default the failure is only logged. */
  default Completion exhausted(Task task, Throwable failure) {
    return tx -> {};
  }

  /**
   * The effect of a finished task; may schedule the next. Runs under the rules of {@link
   * Ledger#commit}.
   */
  @FunctionalInterface
  interface Completion {
    void commit(Tx tx) throws SQLException;
  }
}
