package io.tarn.workflow;

import java.time.Instant;

/** What is to be done once a transition is durable. */
sealed interface Effect {
  /** The branch is ready to enter its state. */
  record Proceed(String branch) implements Effect {}

  /** The branch's request is to be sent; the answer carries the token. */
  record Call(String branch, long token) implements Effect {}

  /** The branch's job is to be watched until it ends. */
  record Watch(String branch, long token) implements Effect {}

  /** {@link Happening.Due} at this time. */
  record WakeAt(String branch, long token, Instant at) implements Effect {}

  /** {@link Happening.TaskTimedOut} at this time. */
  record TimeOutAt(String branch, long token, Instant at) implements Effect {}

  /** The execution has ended. */
  record Ended() implements Effect {
    @Override
    public String branch() {
      return "";
    }
  }

  /** The branch it is for; empty when it is for the execution. */
  String branch();

  /** Whether it is for this branch or one below it. */
  default boolean concerns(String id) {
    return branch().equals(id) || branch().startsWith(id + ".");
  }
}
