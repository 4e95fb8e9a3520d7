package io.tarn.identity.access;

import io.tarn.kernel.ErrorCode;
import io.tarn.kernel.ServiceError;

/** The codes IAM and STS answer with. Source: IAM and STS API references, "Common errors". */
public enum IdentityError implements ErrorCode {
  ACCESS_DENIED("AccessDenied", 403),
  CONCURRENT_MODIFICATION("ConcurrentModification", 409),
  DELETE_CONFLICT("DeleteConflict", 409),
  ENTITY_ALREADY_EXISTS("EntityAlreadyExists", 409),
  ENTITY_TEMPORARILY_UNMODIFIABLE("EntityTemporarilyUnmodifiable", 409),
  INVALID_CLIENT_TOKEN_ID("InvalidClientTokenId", 403),
  INVALID_INPUT("InvalidInput", 400),
  LIMIT_EXCEEDED("LimitExceeded", 409),
  MALFORMED_POLICY_DOCUMENT("MalformedPolicyDocument", 400),
  NO_SUCH_ENTITY("NoSuchEntity", 404),
  NOT_IMPLEMENTED("NotImplemented", 501),
  PACKED_POLICY_TOO_LARGE("PackedPolicyTooLarge", 400),
  POLICY_NOT_ATTACHABLE("PolicyNotAttachable", 400),
  UNMODIFIABLE_ENTITY("UnmodifiableEntity", 400),
  VALIDATION_ERROR("ValidationError", 400);

  private final String code;
  private final int status;

  IdentityError(String code, int status) {
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

  public ServiceError of(String message) {
    return new ServiceError(this, message);
  }
}
