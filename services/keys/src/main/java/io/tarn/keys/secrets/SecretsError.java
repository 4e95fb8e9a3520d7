package io.tarn.keys.secrets;

import io.tarn.kernel.ErrorCode;
import io.tarn.kernel.ServiceError;

/** Error codes of Secrets Manager. Source: AWS Secrets Manager API Reference. */
enum SecretsError implements ErrorCode {
  ACCESS_DENIED("AccessDeniedException"),
  DECRYPTION_FAILURE("DecryptionFailure"),
  ENCRYPTION_FAILURE("EncryptionFailure"),
  EXISTS("ResourceExistsException"),
  INVALID_NEXT_TOKEN("InvalidNextTokenException"),
  INVALID_PARAMETER("InvalidParameterException"),
  INVALID_REQUEST("InvalidRequestException"),
  LIMIT_EXCEEDED("LimitExceededException"),
  MALFORMED_POLICY("MalformedPolicyDocumentException"),
  NOT_FOUND("ResourceNotFoundException"),
  PUBLIC_POLICY("PublicPolicyException"),
  VALIDATION("ValidationException");

  private final String code;

  SecretsError(String code) {
    this.code = code;
  }

  @Override
  public String code() {
    return code;
  }

  @Override
  public int status() {
    return 400;
  }

  ServiceError with(String message) {
    return new ServiceError(this, message);
  }

  static ServiceError notFound() {
    return NOT_FOUND.with("Secrets Manager can't find the specified secret.");
  }

  /** What the lake does not do. */
  static ServiceError unsupported(String what) {
    return INVALID_PARAMETER.with(what + " is not supported by this lake");
  }
}
