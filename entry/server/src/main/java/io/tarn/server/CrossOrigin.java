package io.tarn.server;

import static java.util.Objects.requireNonNull;

import io.tarn.api.Body;
import io.tarn.kernel.ServiceError;
import io.tarn.protocol.Headers;
import io.tarn.protocol.RequestHead;
import io.tarn.protocol.Requests;
import io.tarn.protocol.ResponseHead;
import io.tarn.protocol.Wire;
import io.tarn.store.CrossOrigins;
import io.tarn.store.cors.CorsRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What browsers are told on behalf of a bucket: answers to preflights, which nobody signs, and the
 * headers on answers to requests that name an origin, errors among them. Source: S3 User Guide,
 * "Using cross-origin resource sharing (CORS)"; the Fetch standard.
 */
final class CrossOrigin {
  private static final String VARY =
      "Origin, Access-Control-Request-Headers, Access-Control-Request-Method";

  private final Requests requests;
  private final CrossOrigins buckets;

  CrossOrigin(Requests requests, CrossOrigins buckets) {
    this.requests = requireNonNull(requests, "requests is null");
    this.buckets = requireNonNull(buckets, "buckets is null");
  }

  /**
   * The answer to an OPTIONS request.
   *
   * @throws ServiceError BadRequest when it asks nothing, AccessForbidden when no rule fits
   */
  Wire.Response preflight(RequestHead head, String requestId) {
    String origin = head.headers().first("Origin");
    if (origin == null) {
      throw new ServiceError(
          "BadRequest", 400, "Insufficient information. Origin request header needed.");
    }
    String method = head.headers().first("Access-Control-Request-Method");
    if (method == null) {
      throw new ServiceError("BadRequest", 400, "Invalid Access-Control-Request-Method: null");
    }
    Optional<Requests.Target> target = requests.s3Target(head, null);
    CorsRules rules =
        target
            .flatMap(each -> buckets.find(each.bucket()))
            .orElseThrow(() -> forbidden("CORS is not enabled for this bucket.", method, target));
    CorsRules.Allowed allowed =
        rules
            .find(origin, method, asked(head))
            .orElseThrow(
                () ->
                    forbidden(
                        "This CORS request is not allowed. This is usually because the evalution of"
                            + " Origin, request method / Access-Control-Request-Method or"
                            + " Access-Control-Request-Headers are not whitelisted by the"
                            + " resource's CORS spec.",
                        method,
                        target));
    Headers.Builder headers =
        Headers.builder().add("x-amz-request-id", requestId).add("Content-Length", "0");
    write(allowed, headers);
    if (!allowed.headers().isEmpty()) {
      headers.add("Access-Control-Allow-Headers", String.join(", ", allowed.headers()));
    }
    return new Wire.Response(new ResponseHead(200, headers.build()), Body.of(new byte[0]));
  }

  private static ServiceError forbidden(
      String message, String method, Optional<Requests.Target> target) {
    String type = target.map(each -> each.isObject() ? "OBJECT" : "BUCKET").orElse("SERVICE");
    return new ServiceError("AccessForbidden", 403, "CORSResponse: " + message)
        .with("Method", method)
        .with("ResourceType", type);
  }

  /** The answer with what its bucket tells browsers; unchanged where no origin asks. */
  Wire.Response mark(RequestHead head, @Nullable String signedName, Wire.Response answer) {
    String origin = head.headers().first("Origin");
    if (origin == null || head.method().equals("OPTIONS")) {
      return answer;
    }
    String asked = head.headers().first("Access-Control-Request-Method");
    Optional<CorsRules.Allowed> allowed =
        requests
            .s3Target(head, signedName)
            .flatMap(target -> buckets.find(target.bucket()))
            .flatMap(
                rules -> rules.find(origin, asked == null ? head.method() : asked, asked(head)));
    if (allowed.isEmpty()) {
      return answer;
    }
    Headers.Builder headers = answer.head().headers().toBuilder();
    write(allowed.get(), headers);
    return new Wire.Response(
        new ResponseHead(answer.head().status(), headers.build()), answer.body());
  }

  private static List<String> asked(RequestHead head) {
    String list = head.headers().joined("Access-Control-Request-Headers");
    List<String> names = new ArrayList<>();
    for (String name : (list == null ? "" : list).split(",", -1)) {
      if (!name.isBlank()) {
        names.add(name.strip().toLowerCase(Locale.ROOT));
      }
    }
    return names;
  }

  private static void write(CorsRules.Allowed allowed, Headers.Builder headers) {
    headers.add("Access-Control-Allow-Origin", allowed.origin());
    headers.add("Access-Control-Allow-Methods", String.join(", ", allowed.methods()));
    if (!allowed.exposed().isEmpty()) {
      headers.add("Access-Control-Expose-Headers", String.join(", ", allowed.exposed()));
    }
    allowed
        .maxAge()
        .ifPresent(seconds -> headers.add("Access-Control-Max-Age", Integer.toString(seconds)));
    if (!allowed.origin().equals("*")) {
      headers.add("Access-Control-Allow-Credentials", "true");
    }
    headers.add("Vary", VARY);
  }
}
