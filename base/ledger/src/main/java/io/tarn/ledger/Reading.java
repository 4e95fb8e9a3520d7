package io.tarn.ledger;

/** A place to read from, each time on one snapshot. */
public interface Reading {
  /** Runs the work on one snapshot. */
  <T> T read(Work<T> work);
}
