package io.tarn.keys;

import io.tarn.kernel.ErrorCode;
import io.tarn.kernel.ServiceError;

/** Error codes of KMS. Source: AWS KMS API Reference. */
enum KeysError implements ErrorCode {
  ALREADY_EXISTS("AlreadyExistsException", 400),
  DISABLED("DisabledException", 400),
  DRY_RUN("DryRunOperationException", 400),
  INCORRECT_KEY("IncorrectKeyException", 400),
  INVALID_ALIAS_NAME("InvalidAliasNameException", 400),
  INVALID_ARN("InvalidArnException", 400),
  INVALID_CIPHERTEXT("InvalidCiphertextException", 400),
  INVALID_GRANT_TOKEN("InvalidGrantTokenException", 400),
  INVALID_MARKER("InvalidMarkerException", 400),
  INVALID_STATE("KMSInvalidStateException", 400),
  LIMIT_EXCEEDED("LimitExceededException", 400),
  MALFORMED_POLICY("MalformedPolicyDocumentException", 400),
  NOT_FOUND("NotFoundException", 400),
  TAG("TagException", 400),
  UNSUPPORTED("UnsupportedOperationException", 400),
  VALIDATION("ValidationException", 400);

  private final String code;
  private final int status;

  KeysError(String code, int status) {
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

  ServiceError with(String message) {
    return new ServiceError(this, message);
  }
}
