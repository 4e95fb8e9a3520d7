package io.tarn.sql.spi;

import static java.util.Objects.requireNonNull;

/**
 * Why a statement failed, as Athena words it.
 *
 * <p>The code is one of Trino's error names (DIVISION_BY_ZERO, NOT_SUPPORTED, HIVE_BAD_DATA ...).
 */
public final class EngineException extends RuntimeException {
  /** The statement needs more bytes than it may scan. */
  public static final String BYTES_SCANNED = "BYTES_SCANNED_LIMIT";

  /** The statement needs more memory than it may have. */
  public static final String MEMORY = "EXCEEDED_LOCAL_MEMORY_LIMIT";

  private static final long serialVersionUID = 1L;

  private final String code;

  public EngineException(String code, String message) {
    super(requireNonNull(message, "message is null"));
    this.code = requireNonNull(code, "code is null");
  }

  public EngineException(String code, String message, Throwable cause) {
    super(requireNonNull(message, "message is null"), cause);
    this.code = requireNonNull(code, "code is null");
  }

  /** A construct this engine has no equal expression for. */
  public static EngineException unsupported(String construct) {
    return new EngineException("NOT_SUPPORTED", construct + " is not supported by this engine");
  }

  public String code() {
    return code;
  }

  public String message() {
    return requireNonNull(getMessage());
  }
}
