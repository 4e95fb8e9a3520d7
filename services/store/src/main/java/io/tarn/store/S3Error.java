package io.tarn.store;

import io.tarn.api.Validation;
import io.tarn.kernel.ErrorCode;
import io.tarn.kernel.ServiceError;

/** S3's error codes as this room gives them. Source: S3 API Reference, "Error responses". */
enum S3Error implements ErrorCode {
  ACCESS_DENIED("AccessDenied", 403),
  BAD_DIGEST("BadDigest", 400),
  BUCKET_ALREADY_EXISTS("BucketAlreadyExists", 409),
  BUCKET_ALREADY_OWNED_BY_YOU("BucketAlreadyOwnedByYou", 409),
  BUCKET_NOT_EMPTY("BucketNotEmpty", 409),
  CONDITIONAL_REQUEST_CONFLICT("ConditionalRequestConflict", 409),
  ENTITY_TOO_LARGE("EntityTooLarge", 400),
  ENTITY_TOO_SMALL("EntityTooSmall", 400),
  ILLEGAL_LOCATION_CONSTRAINT("IllegalLocationConstraintException", 400),
  ILLEGAL_VERSIONING_CONFIGURATION("IllegalVersioningConfigurationException", 400),
  INVALID_ARGUMENT("InvalidArgument", 400),
  INVALID_BUCKET_ACL_WITH_BLOCK_PUBLIC_ACCESS("InvalidBucketAclWithBlockPublicAccessError", 400),
  INVALID_BUCKET_ACL_WITH_OBJECT_OWNERSHIP("InvalidBucketAclWithObjectOwnership", 400),
  INVALID_BUCKET_NAME("InvalidBucketName", 400),
  INVALID_BUCKET_STATE("InvalidBucketState", 409),
  INVALID_LOCATION_CONSTRAINT("InvalidLocationConstraint", 400),
  INVALID_PART("InvalidPart", 400),
  INVALID_PART_NUMBER("InvalidPartNumber", 416),
  INVALID_PART_ORDER("InvalidPartOrder", 400),
  INVALID_RANGE("InvalidRange", 416),
  INVALID_REQUEST("InvalidRequest", 400),
  INVALID_RETENTION_PERIOD("InvalidRetentionPeriod", 400),
  INVALID_STORAGE_CLASS("InvalidStorageClass", 400),
  INVALID_TAG("InvalidTag", 400),
  INVALID_URI("InvalidURI", 400),
  KEY_TOO_LONG("KeyTooLongError", 400),
  MALFORMED_POLICY("MalformedPolicy", 400),
  METADATA_TOO_LARGE("MetadataTooLarge", 400),
  METHOD_NOT_ALLOWED("MethodNotAllowed", 405),
  MISSING_CONTENT_LENGTH("MissingContentLength", 411),
  NOT_IMPLEMENTED("NotImplemented", 501),
  NOT_MODIFIED("NotModified", 304),
  NO_ENCRYPTION_CONFIGURATION("ServerSideEncryptionConfigurationNotFoundError", 404),
  NO_SUCH_BUCKET("NoSuchBucket", 404),
  NO_SUCH_BUCKET_POLICY("NoSuchBucketPolicy", 404),
  NO_SUCH_CORS_CONFIGURATION("NoSuchCORSConfiguration", 404),
  NO_SUCH_KEY("NoSuchKey", 404),
  NO_SUCH_LIFECYCLE_CONFIGURATION("NoSuchLifecycleConfiguration", 404),
  NO_SUCH_OBJECT_LOCK_CONFIGURATION("NoSuchObjectLockConfiguration", 404),
  NO_SUCH_PUBLIC_ACCESS_BLOCK("NoSuchPublicAccessBlockConfiguration", 404),
  NO_SUCH_TAG_SET("NoSuchTagSet", 404),
  NO_SUCH_UPLOAD("NoSuchUpload", 404),
  NO_SUCH_VERSION("NoSuchVersion", 404),
  NO_SUCH_WEBSITE_CONFIGURATION("NoSuchWebsiteConfiguration", 404),
  OBJECT_LOCK_CONFIGURATION_NOT_FOUND("ObjectLockConfigurationNotFoundError", 404),
  OWNERSHIP_CONTROLS_NOT_FOUND("OwnershipControlsNotFoundError", 404),
  PRECONDITION_FAILED("PreconditionFailed", 412),
  REPLICATION_CONFIGURATION_NOT_FOUND("ReplicationConfigurationNotFoundError", 404),
  SLOW_DOWN("SlowDown", 503),
  TOO_MANY_BUCKETS("TooManyBuckets", 400);

  private final String code;
  private final int status;

  S3Error(String code, int status) {
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

  static ServiceError noSuchBucket(String bucket) {
    return NO_SUCH_BUCKET.with("The specified bucket does not exist").with("BucketName", bucket);
  }

  static ServiceError noSuchKey(String key) {
    return NO_SUCH_KEY.with("The specified key does not exist.").with("Key", key);
  }

  static ServiceError noSuchVersion(String key, String versionId) {
    return NO_SUCH_VERSION
        .with("The specified version does not exist.")
        .with("Key", key)
        .with("VersionId", versionId);
  }

  static ServiceError noSuchUpload(String uploadId) {
    return NO_SUCH_UPLOAD
        .with(
            "The specified upload does not exist. The upload ID may be invalid, or the upload may"
                + " have been aborted or completed.")
        .with("UploadId", uploadId);
  }

  static ServiceError invalidArgument(String message, String name, String value) {
    return INVALID_ARGUMENT.with(message).with("ArgumentName", name).with("ArgumentValue", value);
  }

  static ServiceError malformedXml() {
    return Validation.malformedXml();
  }

  static ServiceError precondition(String condition) {
    return PRECONDITION_FAILED
        .with("At least one of the pre-conditions you specified did not hold")
        .with("Condition", condition);
  }

  static ServiceError notImplemented(String what) {
    return NOT_IMPLEMENTED.with(
        "A header or setting you provided implies functionality that is not implemented: " + what);
  }
}
