package io.tarn.store.lock;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;

/**
 * What new versions of a bucket are locked by where their writer says nothing. A year is 365 days,
 * as on S3.
 */
public record DefaultRetention(LockMode mode, int days) {
  public static final int DAYS_MAX = 36_500;
  public static final int YEARS_MAX = 100;
  private static final int DAYS_OF_YEAR = 365;

  public DefaultRetention {
    requireNonNull(mode, "mode is null");
    if (days < 1 || days > DAYS_MAX) {
      throw new IllegalArgumentException("days must be between 1 and " + DAYS_MAX + ": " + days);
    }
  }

  public static DefaultRetention ofYears(LockMode mode, int years) {
    return new DefaultRetention(mode, years * DAYS_OF_YEAR);
  }

  /** The lock of a version made at this time. */
  public Retention from(Instant created) {
    return new Retention(mode, created.plus(Duration.ofDays(days)));
  }
}
