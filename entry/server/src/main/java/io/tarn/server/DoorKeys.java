package io.tarn.server;

import io.tarn.protocol.RequestHead;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * The condition keys that only the door can know: where a browser comes from and how the request is
 * signed. Source: IAM User Guide, "AWS global condition context keys", aws:Referer; S3 API
 * Reference, "Amazon S3 Signature Version 4 authentication specific policy keys".
 */
final class DoorKeys {
  private static final DateTimeFormatter BASIC =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'");

  private DoorKeys() {}

  /** The keys in lower case, for a request whose signature has been verified. */
  static Map<String, String> of(RequestHead head, Request request, boolean signed, Instant now) {
    Map<String, String> keys = new HashMap<>();
    String referer = head.headers().first("referer");
    if (referer != null) {
      keys.put("aws:referer", referer);
    }
    tlsVersion(request, keys);
    if (!signed) {
      return keys;
    }
    String authorization = head.headers().first("authorization");
    boolean old =
        authorization == null
            ? head.rawQuery().contains("AWSAccessKeyId=")
            : authorization.startsWith("AWS ");
    boolean presigned =
        authorization == null && (old || head.rawQuery().contains("X-Amz-Signature="));
    if (authorization != null || presigned) {
      keys.put("s3:authtype", presigned ? "REST-QUERY-STRING" : "REST-HEADER");
    }
    if (old) {
      keys.put("s3:signatureversion", "AWS");
      return keys;
    }
    keys.put("s3:signatureversion", "AWS4-HMAC-SHA256");
    Instant signedAt =
        time(presigned ? parameter(head, "X-Amz-Date=") : head.headers().first("x-amz-date"));
    if (signedAt != null) {
      long age = Math.max(0, Duration.between(signedAt, now).toMillis());
      keys.put("s3:signatureage", Long.toString(age));
    }
    String hash = presigned ? "UNSIGNED-PAYLOAD" : head.headers().first("x-amz-content-sha256");
    if (hash != null) {
      keys.put("s3:x-amz-content-sha256", hash);
    }
    return keys;
  }

  private static void tlsVersion(Request request, Map<String, String> keys) {
    if (request.getAttribute(EndPoint.SslSessionData.ATTRIBUTE)
        instanceof EndPoint.SslSessionData session) {
      // TLSv1.3 is 1.3 in a policy.
      keys.put("s3:tlsversion", session.sslSession().getProtocol().replace("TLSv", ""));
    }
  }

  private static @Nullable String parameter(RequestHead head, String name) {
    for (String each : head.rawQuery().split("&")) {
      if (each.startsWith(name)) {
        return each.substring(name.length());
      }
    }
    return null;
  }

  private static @Nullable Instant time(@Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      return LocalDateTime.parse(text, BASIC).toInstant(ZoneOffset.UTC);
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}
