package io.tarn.server;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A rate with a burst of one second's worth: the token bucket, kept as the moment at which it would
 * be full again. Thread-safe, without a lock.
 */
final class TokenBucket {
  private static final long SECOND = 1_000_000_000L;

  private final long interval;
  private final LongSupplier nanoTime;
  private final AtomicLong fullAgain;

  /**
   * @param perSecond at least 1
   * @param nanoTime a clock that never goes back
   */
  TokenBucket(int perSecond, LongSupplier nanoTime) {
    interval = SECOND / perSecond;
    this.nanoTime = nanoTime;
    fullAgain = new AtomicLong(nanoTime.getAsLong());
  }

  /** Takes one token, or says no at once. */
  boolean tryTake() {
    while (true) {
      long now = nanoTime.getAsLong();
      long known = fullAgain.get();
      long full = Math.max(0, known - now) + interval;
      if (full > SECOND) {
        return false;
      }
      if (fullAgain.compareAndSet(known, now + full)) {
        return true;
      }
    }
  }
}
