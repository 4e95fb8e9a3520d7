package io.tarn.ledger;

/**
 * A fault of the database or of its use, not of a caller: a 500 on the wire. The cause is the
 * driver's exception.
 */
public final class LedgerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean passing;

  LedgerException(String message, Throwable cause) {
    this(message, cause, false);
  }

  LedgerException(String message, Throwable cause, boolean passing) {
    super(message, cause);
    this.passing = passing;
  }

  LedgerException(String message) {
    super(message);
    this.passing = false;
  }

  /** Whether the work itself is blameless and may pass later: a full disk, a busy database. */
  boolean passing() {
    return passing;
  }
}
