package io.tarn.store.crypt;

import io.tarn.kernel.ErrorCode;
import io.tarn.kernel.ServiceError;

/** S3's errors about encryption. Source: S3 API Reference, "Error responses"; S3 User Guide. */
enum CryptError implements ErrorCode {
  ACCESS_DENIED("AccessDenied", 403),
  INVALID_ARGUMENT("InvalidArgument", 400),
  INVALID_ENCRYPTION_ALGORITHM("InvalidEncryptionAlgorithmError", 400),
  INVALID_REQUEST("InvalidRequest", 400),
  NOT_IMPLEMENTED("NotImplemented", 501);

  private final String code;
  private final int status;

  CryptError(String code, int status) {
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

  /** What KMS answers with, as S3 hands it on. */
  static ServiceError ofKms(ServiceError error) {
    return error.status() == 403 || error.status() >= 500
        ? error
        : new ServiceError("KMS." + error.code(), 400, error.message());
  }
}
