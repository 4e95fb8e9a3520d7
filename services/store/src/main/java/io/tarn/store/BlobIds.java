package io.tarn.store;

import static java.util.Objects.requireNonNull;

import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** Numbers for blobs: milliseconds and a counter, growing, never twice in this process. */
final class BlobIds {
  private final InstantSource clock;
  private final AtomicLong last = new AtomicLong();

  BlobIds(InstantSource clock) {
    this.clock = requireNonNull(clock, "clock is null");
  }

  /** Numbers go on behind this one, also when the clock was set back. */
  void startAfter(long used) {
    last.accumulateAndGet(used, Math::max);
  }

  long next() {
    long now = clock.millis() << 16;
    return last.accumulateAndGet(now, (before, wanted) -> Math.max(before + 1, wanted));
  }
}
