package io.tarn.store.lock;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A time up to which a version stays. Kept in milliseconds, rounded up, so that it never ends
 * before what was asked.
 */
public record Retention(LockMode mode, Instant until) {
  public Retention {
    requireNonNull(mode, "mode is null");
    Instant whole = until.truncatedTo(ChronoUnit.MILLIS);
    until = whole.equals(until) ? whole : whole.plusMillis(1);
  }

  boolean holds(Instant now) {
    return until.isAfter(now);
  }
}
