package io.tarn.server;

import io.tarn.api.ErrorModel;
import io.tarn.api.ServiceModel;
import io.tarn.kernel.ServiceError;
import java.util.Map;

/**
 * How each service says that it is asked too much, so that the SDKs' retries know it: S3's error
 * list (SlowDown, 503), Lambda's TooManyRequestsException (429, with Retry-After), SQS's
 * RequestThrottled, Throttling of the query services, ThrottlingException of the rest (the common
 * errors of each API reference).
 */
final class Throttling {
  private static final String RATE_EXCEEDED = "Rate exceeded";

  private Throttling() {}

  static ServiceError of(ServiceModel service) {
    return switch (service.service()) {
      case "s3" -> new ServiceError("SlowDown", 503, "Please reduce your request rate.");
      case "lambda" ->
          new ServiceError(
              "TooManyRequestsException",
              429,
              "Rate Exceeded.",
              Map.of(
                  "header:Retry-After", "1", "Type", "User", "Reason", "CallerRateLimitExceeded"));
      case "sqs" -> modelled(service, "RequestThrottled");
      default ->
          modelled(
              service, service.protocol().equals("query") ? "Throttling" : "ThrottlingException");
    };
  }

  private static ServiceError modelled(ServiceModel service, String code) {
    ErrorModel known = service.error(code);
    return new ServiceError(code, known == null ? 400 : known.status(), RATE_EXCEEDED);
  }

  /**
   * The error as this service says it: a room or the ledger that is too busy speaks S3's words,
   * whoever asked.
   */
  static ServiceError inWordsOf(ServiceModel service, ServiceError error) {
    return error.code().equals("SlowDown") && !service.service().equals("s3") ? of(service) : error;
  }
}
