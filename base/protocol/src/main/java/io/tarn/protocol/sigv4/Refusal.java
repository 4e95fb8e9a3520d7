package io.tarn.protocol.sigv4;

import io.tarn.kernel.ServiceError;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;

/** Refusals of a signature, each in the words of the service that was asked. */
final class Refusal {
  /** How far a request's time may be from the server's. */
  static final Duration SKEW_MAX = Duration.ofMinutes(15);

  private Refusal() {}

  static ServiceError unknownKey(Dialect dialect, String accessKeyId) {
    return switch (dialect) {
      case S3 ->
          new ServiceError(
                  "InvalidAccessKeyId",
                  403,
                  "The AWS Access Key Id you provided does not exist in our records.")
              .with("AWSAccessKeyId", accessKeyId);
      case QUERY ->
          new ServiceError(
              "InvalidClientTokenId",
              403,
              "The security token included in the request is invalid.");
      case JSON ->
          new ServiceError(
              "UnrecognizedClientException",
              403,
              "The security token included in the request is invalid.");
    };
  }

  static ServiceError invalidToken(Dialect dialect, String accessKeyId) {
    return dialect == Dialect.S3
        ? new ServiceError(
            "InvalidToken", 400, "The provided token is malformed or otherwise invalid.")
        : unknownKey(dialect, accessKeyId);
  }

  static ServiceError expiredToken(Dialect dialect) {
    return switch (dialect) {
      case S3 -> new ServiceError("ExpiredToken", 400, "The provided token has expired.");
      case QUERY ->
          new ServiceError(
              "ExpiredToken", 403, "The security token included in the request is expired");
      case JSON ->
          new ServiceError(
              "ExpiredTokenException",
              403,
              "The security token included in the request is expired");
    };
  }

  static ServiceError mismatch(Dialect dialect) {
    return switch (dialect) {
      case S3 ->
          new ServiceError(
              "SignatureDoesNotMatch",
              403,
              "The request signature we calculated does not match the signature you provided."
                  + " Check your key and signing method.");
      case QUERY -> new ServiceError("SignatureDoesNotMatch", 403, MISMATCH);
      case JSON -> new ServiceError("InvalidSignatureException", 403, MISMATCH);
    };
  }

  private static final String MISMATCH =
      "The request signature we calculated does not match the signature you provided. Check your"
          + " AWS Secret Access Key and signing method. Consult the service documentation for"
          + " details.";

  /** A signature over the wrong things: in S3 it has codes of its own. */
  static ServiceError invalidSignature(Dialect dialect, String message) {
    return switch (dialect) {
      case S3 -> new ServiceError("SignatureDoesNotMatch", 403, message);
      case QUERY -> new ServiceError("SignatureDoesNotMatch", 403, message);
      case JSON -> new ServiceError("InvalidSignatureException", 403, message);
    };
  }

  static ServiceError malformed(Dialect dialect, boolean presigned, String message) {
    return switch (dialect) {
      case S3 ->
          presigned
              ? new ServiceError("AuthorizationQueryParametersError", 400, message)
              : new ServiceError("AuthorizationHeaderMalformed", 400, message);
      case QUERY -> new ServiceError("IncompleteSignature", 400, message);
      case JSON -> new ServiceError("IncompleteSignatureException", 400, message);
    };
  }

  /** S3's words for a clock that goes wrong. */
  static ServiceError skewed(String requestTime, Instant now) {
    return new ServiceError(
            "RequestTimeTooSkewed",
            403,
            "The difference between the request time and the current time is too large.")
        .with("RequestTime", requestTime)
        .with("ServerTime", DateTimeFormatter.ISO_INSTANT.format(now))
        .with("MaxAllowedSkewMilliseconds", Long.toString(SKEW_MAX.toMillis()));
  }

  static ServiceError denied(String message) {
    return new ServiceError("AccessDenied", 403, message);
  }
}
