package io.tarn.sql;

import io.trino.spi.ErrorCode;
import io.trino.spi.ErrorType;

/** Codes that Trino's Iceberg connector gives its errors. Source: Trino, IcebergErrorCode. */
final class IcebergErrors {
  private static final int FIRST = 0x0504_0000;

  static final ErrorCode INVALID_METADATA = code(1, "ICEBERG_INVALID_METADATA");
  static final ErrorCode MISSING_METADATA = code(6, "ICEBERG_MISSING_METADATA");
  static final String COMMIT_ERROR = "ICEBERG_COMMIT_ERROR";
  static final String CANNOT_OPEN_SPLIT = "ICEBERG_CANNOT_OPEN_SPLIT";
  static final String TOO_MANY_PARTITIONS = "ICEBERG_TOO_MANY_OPEN_PARTITIONS";

  private IcebergErrors() {}

  private static ErrorCode code(int number, String name) {
    return new ErrorCode(FIRST + number, name, ErrorType.EXTERNAL);
  }
}
