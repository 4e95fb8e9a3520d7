package io.tarn.sql;

import io.tarn.kernel.ErrorCode;
import io.tarn.kernel.ServiceError;

/** Athena's errors. */
enum SqlError implements ErrorCode {
  INVALID_REQUEST("InvalidRequestException", 400),
  METADATA("MetadataException", 400),
  NOT_FOUND("ResourceNotFoundException", 400),
  TOO_MANY_REQUESTS("TooManyRequestsException", 400);

  private final String code;
  private final int status;

  SqlError(String code, int status) {
    this.code = code;
    this.status = status;
  }

  @Override
  public String code() {
    return code;
  }

  @Override
  public int status() {
    return status;
  }

  ServiceError error(String message) {
    return new ServiceError(this, message);
  }

  /** An InvalidRequestException with Athena's own code beside it. */
  static ServiceError invalid(String athenaCode, String message) {
    return INVALID_REQUEST.error(message).with("AthenaErrorCode", athenaCode);
  }
}
