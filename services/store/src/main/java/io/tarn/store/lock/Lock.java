package io.tarn.store.lock;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * What locks one version: a retention, a legal hold, both or nothing.
 *
 * <p>Times are wall times. A clock that is set back keeps a version longer and never shorter; a
 * clock that is set forward ends retentions that it passes, as nothing else tells the time. Source:
 * S3 User Guide, "Locking objects with Object Lock".
 *
 * @param legalHold empty where none was ever set, which the wire tells from OFF
 */
public record Lock(Optional<Retention> retention, Optional<Boolean> legalHold) {
  public static final Lock NONE = new Lock(Optional.empty(), Optional.empty());

  /** Who asks: whether retentions in governance mode count for him. */
  public enum Bypass {
    NONE,
    GOVERNANCE
  }

  public Lock {
    requireNonNull(retention, "retention is null");
    requireNonNull(legalHold, "legalHold is null");
  }

  public Lock withRetention(Optional<Retention> value) {
    return new Lock(value, legalHold);
  }

  public Lock withLegalHold(boolean on) {
    return new Lock(retention, Optional.of(on));
  }

  /** Whether the version may not be destroyed at this time. */
  public boolean forbidsRemoval(Instant now, Bypass bypass) {
    return legalHold.orElse(false) || retention.filter(it -> isFirm(it, now, bypass)).isPresent();
  }

  /**
   * Whether a retention may not take the place of the present one: what still holds may be made
   * longer in its mode, and else only by those who bypass governance.
   *
   * @param wanted empty to lift it
   */
  public boolean forbidsChange(Optional<Retention> wanted, Instant now, Bypass bypass) {
    return retention
        .filter(present -> isFirm(present, now, bypass))
        .filter(present -> !isLonger(present, wanted))
        .isPresent();
  }

  private static boolean isFirm(Retention retention, Instant now, Bypass bypass) {
    boolean passed = bypass == Bypass.GOVERNANCE && retention.mode() == LockMode.GOVERNANCE;
    return retention.holds(now) && !passed;
  }

  private static boolean isLonger(Retention present, Optional<Retention> wanted) {
    return wanted
        .filter(it -> it.mode() == present.mode() && !it.until().isBefore(present.until()))
        .isPresent();
  }
}
