package io.tarn.protocol.forms;

import io.tarn.kernel.ServiceError;

/** S3's refusals of a form. Source: S3 API Reference, "Error responses". */
final class FormErrors {
  private FormErrors() {}

  static ServiceError malformed() {
    return new ServiceError(
        "MalformedPOSTRequest",
        400,
        "The body of your POST request is not well-formed multipart/form-data.");
  }

  static ServiceError tooManyFields(int max) {
    return new ServiceError(
            "MaxPostPreDataLengthExceeded",
            400,
            "Your POST request fields preceding the upload file were too large.")
        .with("MaxPostPreDataLengthBytes", Integer.toString(max));
  }

  static ServiceError argument(String message, String name, String value) {
    return new ServiceError("InvalidArgument", 400, message)
        .with("ArgumentName", name)
        .with("ArgumentValue", value);
  }

  static ServiceError missing(String field) {
    return argument(
        "Bucket POST must contain a field named '"
            + field
            + "'.  If it is specified, please check the order of the fields.",
        field,
        "");
  }

  static ServiceError invalidPolicy(String why) {
    return new ServiceError("InvalidPolicyDocument", 400, "Invalid Policy: " + why);
  }

  static ServiceError denied(String why) {
    return new ServiceError("AccessDenied", 403, "Invalid according to Policy: " + why);
  }
}
