package io.tarn.catalog.delta;

import static java.util.Objects.requireNonNull;

/** Why a Delta table cannot be read; the message says what is wrong, and where. */
public final class DeltaException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What kind of thing is wrong. */
  public enum Kind {
    /** There is no log. */
    MISSING,
    /** The log is broken. */
    CORRUPT,
    /** The table needs what this lake cannot do. */
    UNSUPPORTED
  }

  private final Kind kind;

  DeltaException(Kind kind, String message) {
    super(message);
    this.kind = requireNonNull(kind, "kind is null");
  }

  DeltaException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = requireNonNull(kind, "kind is null");
  }

  public Kind kind() {
    return kind;
  }

  static DeltaException corrupt(String where, String what) {
    return new DeltaException(Kind.CORRUPT, where + " is no log of a Delta table: " + what);
  }

  static DeltaException unsupported(String what) {
    return new DeltaException(Kind.UNSUPPORTED, what + " is not supported");
  }

  /** The message, which is always there. */
  public String text() {
    return String.valueOf(getMessage());
  }
}
