package io.tarn.store.lifecycle;

/** What is to be done with one version. */
public sealed interface Action {
  /** Removed for good, or hidden by a delete marker where it is current and versioned. */
  record Expire() implements Action {}

  record Transition(String storageClass) implements Action {}
}
