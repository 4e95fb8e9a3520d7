package io.tarn.ledger;

import io.tarn.kernel.ServiceError;
import java.util.Optional;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

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

  /**
   * What a client may be told when the disk is why: 507 InsufficientStorage when it is full, 503
   * ServiceUnavailable when it cannot be written. Nothing of the commit has stayed then.
   */
  public Optional<ServiceError> answer() {
    if (!(getCause() instanceof SQLiteException sqlite)) {
      return Optional.empty();
    }
    int code = sqlite.getResultCode().code & 0xff;
    if (code == SQLiteErrorCode.SQLITE_FULL.code) {
      return Optional.of(
          new ServiceError(
              "InsufficientStorage", 507, "The lake's disk is full: free space, then try again."));
    }
    if (code == SQLiteErrorCode.SQLITE_READONLY.code) {
      return Optional.of(
          new ServiceError(
              "ServiceUnavailable", 503, "The lake's disk is read-only: writes are refused."));
    }
    return Optional.empty();
  }
}
