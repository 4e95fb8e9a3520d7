package io.tarn.monitoring;

import io.tarn.kernel.ErrorCode;
import io.tarn.kernel.ServiceError;

/** Error codes of CloudWatch Logs. Source: Amazon CloudWatch Logs API Reference. */
enum LogsError implements ErrorCode {
  NOT_FOUND("ResourceNotFoundException", 400),
  EXISTS("ResourceAlreadyExistsException", 400),
  INVALID("InvalidParameterException", 400),
  NOT_IMPLEMENTED("NotImplemented", 501);

  private final String code;
  private final int status;

  LogsError(String code, int status) {
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

  static ServiceError missing(String option) {
    return NOT_IMPLEMENTED.error(option + " is not implemented: leave it out");
  }

  static void refuse(String option, @org.jspecify.annotations.Nullable Object value) {
    if (value != null) {
      throw missing(option);
    }
  }
}
