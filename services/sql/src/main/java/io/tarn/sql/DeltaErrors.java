package io.tarn.sql;

import io.trino.spi.ErrorCode;
import io.trino.spi.ErrorType;

/** Codes that Trino's Delta Lake connector gives its errors. Source: Trino, DeltaLakeErrorCode. */
final class DeltaErrors {
  private static final int FIRST = 0x0506_0000;

  static final ErrorCode INVALID_SCHEMA =
      new ErrorCode(FIRST, "DELTA_LAKE_INVALID_SCHEMA", ErrorType.EXTERNAL);
  static final String FILESYSTEM_ERROR = "DELTA_LAKE_FILESYSTEM_ERROR";

  private DeltaErrors() {}
}
