package io.tarn.functions;

import io.tarn.kernel.ErrorCode;
import io.tarn.kernel.ServiceError;

/** Lambda's error codes. Source: AWS Lambda API Reference. */
enum LambdaError implements ErrorCode {
  NOT_FOUND("ResourceNotFoundException", 404),
  CONFLICT("ResourceConflictException", 409),
  INVALID("InvalidParameterValueException", 400),
  VALIDATION("ValidationException", 400),
  PRECONDITION("PreconditionFailedException", 412),
  THROTTLED("TooManyRequestsException", 429),
  TOO_LARGE("RequestTooLargeException", 413),
  BAD_CONTENT("InvalidRequestContentException", 400),
  POLICY_TOO_LONG("PolicyLengthExceededException", 400),
  SERVICE("ServiceException", 500),
  NOT_IMPLEMENTED("NotImplemented", 501);

  private final String code;
  private final int status;

  LambdaError(String code, int status) {
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
    return new ServiceError(this, message).with("Type", status < 500 ? "User" : "Service");
  }

  static ServiceError functionNotFound(String arn) {
    return NOT_FOUND.error("Function not found: " + arn);
  }

  static ServiceError noSuchResource() {
    return NOT_FOUND.error("The resource you requested does not exist.");
  }

  /** What is there on AWS and not here. */
  static ServiceError missing(String option) {
    return NOT_IMPLEMENTED.error(option + " is not implemented: leave it out");
  }
}
