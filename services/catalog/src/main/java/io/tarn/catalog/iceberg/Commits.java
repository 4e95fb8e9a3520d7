package io.tarn.catalog.iceberg;

import io.tarn.ledger.Work;

/**
 * How a change of the catalog is committed: by itself, or by whoever has more to commit with it,
 * such as a statement its files and its own success.
 */
public interface Commits {
  /**
   * Runs the work within a commit of the ledger, once or more often, and returns when it is
   * durable.
   */
  <R> R commit(Work<R> work);
}
