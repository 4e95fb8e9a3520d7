package io.tarn.store.acl;

import io.tarn.kernel.ServiceError;

/** S3's errors about lists. Source: S3 API Reference, "Error responses". */
public final class AclErrors {
  private AclErrors() {}

  static ServiceError invalidArgument(String message, String name, String value) {
    return new ServiceError("InvalidArgument", 400, message)
        .with("ArgumentName", name)
        .with("ArgumentValue", value);
  }

  static ServiceError malformed() {
    return new ServiceError(
        "MalformedACLError",
        400,
        "The XML you provided was not well-formed or did not validate against our published"
            + " schema");
  }

  static ServiceError unresolvable(String address) {
    return new ServiceError(
            "UnresolvableGrantByEmailAddress",
            400,
            "The e-mail address you provided does not match any account on record.")
        .with("EmailAddress", address);
  }

  public static ServiceError notSupported() {
    return new ServiceError("AccessControlListNotSupported", 400, "The bucket does not allow ACLs");
  }
}
