package io.tarn.store.lifecycle;

import java.time.Duration;
import java.time.Instant;

/**
 * Counts days as S3's lifecycle does: a number of days after something happened, rounded up to the
 * next midnight UTC. A day may be made shorter; midnights are then the multiples of that since the
 * epoch. Source: S3 User Guide, "Lifecycle rules: based on an object's age".
 *
 * @param length at least one second
 */
public record Days(Duration length) {
  public Days {
    if (length.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("A day lasts a second at least, not " + length);
    }
  }

  public static Days ofUtc() {
    return new Days(Duration.ofDays(1));
  }

  public boolean isUtc() {
    return length.equals(Duration.ofDays(1));
  }

  /** The midnight from which on something is so many days old. */
  public Instant due(Instant happened, int days) {
    long day = length.toMillis();
    long reached = Math.addExact(happened.toEpochMilli(), Math.multiplyExact(day, (long) days));
    return Instant.ofEpochMilli(Math.multiplyExact(Math.ceilDiv(reached, day), day));
  }

  /** The first midnight after a time. */
  public Instant nextMidnight(Instant now) {
    long day = length.toMillis();
    return Instant.ofEpochMilli((Math.floorDiv(now.toEpochMilli(), day) + 1) * day);
  }
}
