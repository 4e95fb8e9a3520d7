package io.tarn.sql;

import io.tarn.kernel.ServiceError;
import io.tarn.sql.spi.EngineException;
import io.trino.spi.ErrorType;
import io.trino.spi.TrinoException;
import java.util.Objects;

/**
 * Why a statement FAILED: the text of StateChangeReason and Athena's category.
 *
 * @param category 1 the lake's own fault, 2 the caller's, 3 anything else
 */
record StatementFailure(String reason, int category, int type) {
  static final int SYSTEM = 1;
  static final int USER = 2;

  private static final int CUT_OFF = 1005;

  static StatementFailure user(String reason) {
    return new StatementFailure(reason, USER, 1006);
  }

  /** Hive's words for what its DDL refuses. */
  static StatementException hive(String text) {
    return new StatementException(user("FAILED: " + text));
  }

  /** How a statement that failed so ends. */
  String state() {
    return type == CUT_OFF ? "CANCELLED" : "FAILED";
  }

  static StatementFailure of(Throwable failure) {
    return switch (failure) {
      case StatementException e -> e.failure();
      case EngineException e when e.code().equals(EngineException.BYTES_SCANNED) ->
          new StatementFailure(e.message(), USER, CUT_OFF);
      case EngineException e ->
          new StatementFailure(
              e.code() + ": " + e.message(),
              e.code().equals("GENERIC_INTERNAL_ERROR") ? SYSTEM : USER,
              type(e.code()));
      case TrinoException e ->
          new StatementFailure(
              e.getErrorCode().getName() + ": " + e.getMessage(),
              e.getErrorCode().getType() == ErrorType.INTERNAL_ERROR ? SYSTEM : USER,
              type(e.getErrorCode().getName()));
      case ServiceError e -> user(denied(e));
      case OutOfMemoryError e ->
          new StatementFailure(
              EngineException.MEMORY
                  + ": Query exceeded the memory of the lake's process, as by one very large value",
              USER,
              type(EngineException.MEMORY));
      default ->
          new StatementFailure(
              "GENERIC_INTERNAL_ERROR: "
                  + Objects.requireNonNullElse(failure.getMessage(), failure.toString()),
              SYSTEM,
              1);
    };
  }

  private static String denied(ServiceError error) {
    return error.code().startsWith("AccessDenied")
        ? "Insufficient permissions to execute the query. AccessDenied: " + error.message()
        : error.code() + ": " + error.message();
  }

  /** Athena's error types: a coarse number a kind. */
  private static int type(String code) {
    return switch (code) {
      case "PERMISSION_DENIED" -> 1003;
      case "NOT_SUPPORTED" -> 1001;
      case "TABLE_NOT_FOUND", "SCHEMA_NOT_FOUND", "COLUMN_NOT_FOUND" -> 1006;
      case "HIVE_BAD_DATA" -> 1100;
      default -> 1006;
    };
  }

  /** Carries a failure up. */
  static final class StatementException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient StatementFailure failure;

    StatementException(StatementFailure failure) {
      super(failure.reason(), null, false, false);
      this.failure = failure;
    }

    StatementFailure failure() {
      return failure;
    }
  }
}
