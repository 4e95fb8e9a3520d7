package io.tarn.protocol.sigv4;

import io.tarn.protocol.Headers;
import io.tarn.protocol.RequestHead;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The old signature in the query of a presigned URL, which boto3 still makes by default for S3 in
 * us-east-1. In headers it is refused. Source: S3 User Guide, "Signing and authenticating REST
 * requests (AWS signature version 2)".
 */
final class VersionTwo {
  private static final Set<String> SUB_RESOURCES =
      Set.of(
          "accelerate",
          "acl",
          "analytics",
          "cors",
          "delete",
          "inventory",
          "lifecycle",
          "location",
          "logging",
          "metrics",
          "notification",
          "object-lock",
          "partNumber",
          "policy",
          "replication",
          "requestPayment",
          "response-cache-control",
          "response-content-disposition",
          "response-content-encoding",
          "response-content-language",
          "response-content-type",
          "response-expires",
          "restore",
          "select",
          "select-type",
          "storageClass",
          "tagging",
          "torrent",
          "uploadId",
          "uploads",
          "versionId",
          "versioning",
          "versions",
          "website");

  private VersionTwo() {}

  static boolean isIn(RequestHead head) {
    String query = head.rawQuery();
    return query.contains("AWSAccessKeyId=")
        && query.contains("Signature=")
        && !query.contains("X-Amz-Signature=");
  }

  /** Decoded parameters; a parameter without a value is empty text. */
  static Map<String, String> parameters(RequestHead head) {
    Map<String, String> parameters = new HashMap<>();
    for (String pair : head.rawQuery().split("&")) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      parameters.put(Canonical.decode(name, true), Canonical.decode(value, true));
    }
    return parameters;
  }

  static String signature(RequestHead head, Map<String, String> parameters, String secret) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
      byte[] text = stringToSign(head, parameters).getBytes(StandardCharsets.ISO_8859_1);
      return Base64.getEncoder().encodeToString(mac.doFinal(text));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("HmacSHA1 does not work in this JDK", e);
    }
  }

  private static String stringToSign(RequestHead head, Map<String, String> parameters) {
    StringBuilder text = new StringBuilder(head.method()).append('\n');
    text.append(value(head, parameters, "content-md5")).append('\n');
    text.append(value(head, parameters, "content-type")).append('\n');
    text.append(parameters.getOrDefault("Expires", "")).append('\n');
    Map<String, String> amazon = new TreeMap<>();
    parameters.forEach(
        (name, value) -> {
          if (name.startsWith("x-amz-")) {
            amazon.put(name, value.strip());
          }
        });
    for (Headers.Field header : head.headers().fields()) {
      String name = header.name().toLowerCase(Locale.ROOT);
      if (name.startsWith("x-amz-")) {
        amazon.put(name, head.header(name).orElse("").strip());
      }
    }
    amazon.forEach((name, value) -> text.append(name).append(':').append(value).append('\n'));
    return text.append(bucket(head)).append(head.rawPath()).append(subResources(head)).toString();
  }

  private static String value(RequestHead head, Map<String, String> parameters, String name) {
    return head.header(name).orElseGet(() -> parameters.getOrDefault(name, "")).strip();
  }

  /** The bucket where the host names it; other hosts than this one carry it in the path. */
  private static String bucket(RequestHead head) {
    String host = head.header("host").orElse("");
    int colon = host.indexOf(':');
    String name = colon < 0 ? host : host.substring(0, colon);
    return name.endsWith(".localhost")
        ? "/" + name.substring(0, name.length() - ".localhost".length())
        : "";
  }

  private static String subResources(RequestHead head) {
    List<String> kept = new ArrayList<>();
    for (String pair : head.rawQuery().split("&")) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      if (SUB_RESOURCES.contains(name)) {
        kept.add(
            equals < 0 ? name : name + "=" + Canonical.decode(pair.substring(equals + 1), true));
      }
    }
    kept.sort(null);
    return kept.isEmpty() ? "" : "?" + String.join("&", kept);
  }

  static Optional<Long> expires(Map<String, String> parameters) {
    try {
      return Optional.of(Long.parseLong(parameters.getOrDefault("Expires", "")));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
