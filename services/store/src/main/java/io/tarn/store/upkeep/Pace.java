package io.tarn.store.upkeep;

import static java.util.Objects.requireNonNull;

/**
 * Keeps work in the background at so much a second, so that it never takes the disk from those who
 * wait for an answer. One thread.
 */
public final class Pace {
  private static final double NANOS = 1e9;

  private final long perSecond;
  private final Waiting waiting;
  private long free;

  /** Time, and the way to let it pass. */
  public interface Waiting {
    long nanoTime();

    void pass(long nanos) throws InterruptedException;
  }

  /** As fast as it goes. */
  public static Pace unbounded() {
    return new Pace(
        Long.MAX_VALUE,
        new Waiting() {
          @Override
          public long nanoTime() {
            return System.nanoTime();
          }

          @Override
          public void pass(long nanos) {}
        });
  }

  public Pace(long perSecond, Waiting waiting) {
    if (perSecond < 1) {
      throw new IllegalArgumentException("perSecond is " + perSecond + ", not at least 1");
    }
    this.perSecond = perSecond;
    this.waiting = requireNonNull(waiting, "waiting is null");
    this.free = waiting.nanoTime();
  }

  /** Returns when so much more may be done. Time that was not used is not saved up. */
  public void spend(long amount) throws InterruptedException {
    long now = waiting.nanoTime();
    if (free - now < 0) {
      free = now;
    }
    long wait = free - now;
    free += (long) (amount * NANOS / perSecond);
    if (wait > 0) {
      waiting.pass(wait);
    }
  }
}
