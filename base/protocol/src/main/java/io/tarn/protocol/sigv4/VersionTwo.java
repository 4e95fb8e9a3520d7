package io.tarn.protocol.sigv4;

import io.tarn.api.KeyLookup;
import io.tarn.kernel.ServiceError;
import io.tarn.protocol.Headers;
import io.tarn.protocol.RequestHead;
import io.tarn.protocol.sigv4.Authentication.Signed;
import io.tarn.protocol.sigv4.FormSignature.Secrets;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
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
 * The old signature, which boto3 still makes by default for presigned URLs in us-east-1 and which
 * old clients send in headers. It covers neither the region nor the body. Source: S3 User Guide,
 * "Signing and authenticating REST requests (AWS signature version 2)".
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

  static boolean isInQuery(RequestHead head) {
    String query = head.rawQuery();
    return query.contains("AWSAccessKeyId=")
        && query.contains("Signature=")
        && !query.contains("X-Amz-Signature=");
  }

  static boolean isIn(String authorization) {
    return authorization.startsWith("AWS ");
  }

  static Signed checkQuery(RequestHead head, Secrets secrets, Instant now) {
    Map<String, String> parameters = parameters(head);
    String accessKeyId = parameters.getOrDefault("AWSAccessKeyId", "");
    Optional<String> token = Optional.ofNullable(parameters.get("x-amz-security-token"));
    KeyLookup.Found found =
        secrets.apply(
            scope(accessKeyId), token.isPresent() ? token : head.header("x-amz-security-token"));
    long expires =
        expires(parameters)
            .orElseThrow(() -> Refusal.denied("Invalid date (should be seconds since epoch)"));
    if (now.getEpochSecond() >= expires) {
      throw Refusal.denied("Request has expired")
          .with("Expires", DateTimeFormatter.ISO_INSTANT.format(Instant.ofEpochSecond(expires)))
          .with("ServerTime", DateTimeFormatter.ISO_INSTANT.format(now));
    }
    Claim claim =
        new Claim(
            head,
            parameters,
            parameters.getOrDefault("Expires", ""),
            accessKeyId,
            parameters.getOrDefault("Signature", ""),
            true);
    return verify(claim, found);
  }

  /**
   * @param authorization {@code AWS AccessKeyId:Signature}
   */
  static Signed checkHeader(RequestHead head, String authorization, Secrets secrets, Instant now) {
    String[] parts = authorization.substring("AWS ".length()).strip().split(":", -1);
    if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
      throw new ServiceError(
              "InvalidArgument",
              400,
              "AWS authorization header is invalid.  Expected AwsAccessKeyId:signature")
          .with("ArgumentName", "Authorization")
          .with("ArgumentValue", authorization);
    }
    KeyLookup.Found found = secrets.apply(scope(parts[0]), head.header("x-amz-security-token"));
    Optional<String> amazonDate = head.header("x-amz-date");
    String dateText = amazonDate.or(() -> head.header("date")).orElse("");
    Instant time =
        time(dateText)
            .orElseThrow(
                () ->
                    Refusal.denied(
                        "AWS authentication requires a valid Date or x-amz-date header"));
    if (Duration.between(time, now).abs().compareTo(Refusal.SKEW_MAX) > 0) {
      throw Refusal.skewed(dateText, now);
    }
    // The older header steps back where the newer one, signed among its own kind, is there.
    String signedTime = amazonDate.isPresent() ? "" : dateText;
    return verify(new Claim(head, Map.of(), signedTime, parts[0], parts[1], false), found);
  }

  /**
   * @param parameters that are signed as headers are
   * @param time as it stands in the signed text
   */
  private record Claim(
      RequestHead head,
      Map<String, String> parameters,
      String time,
      String accessKeyId,
      String signature,
      boolean presigned) {
    String toSign(String path) {
      return stringToSign(this, path);
    }
  }

  private static CredentialScope scope(String accessKeyId) {
    return new CredentialScope(accessKeyId, "", "us-east-1", "s3", true);
  }

  private static Signed verify(Claim claim, KeyLookup.Found found) {
    String path = claim.head().rawPath();
    // The resource of a bucket ends with a slash, also where the request's path does not.
    boolean bare = path.lastIndexOf('/') == 0 && path.length() > 1;
    if (!isSigned(claim, path, found) && !(bare && isSigned(claim, path + "/", found))) {
      throw Refusal.mismatch(Dialect.S3)
          .with("AWSAccessKeyId", claim.accessKeyId())
          .with("StringToSign", claim.toSign(path))
          .with("SignatureProvided", claim.signature());
    }
    CredentialScope scope = scope(claim.accessKeyId());
    return new Signed(
        claim.accessKeyId(),
        found.caller(),
        scope.region(),
        scope.service(),
        claim.presigned(),
        payloadHash(claim.head()),
        new ChunkSigning.Hmac(new byte[1], "", "", ""));
  }

  private static boolean isSigned(Claim claim, String path, KeyLookup.Found found) {
    return Hashes.same(signature(claim.toSign(path), found.secretKey()), claim.signature());
  }

  /** Signed chunks go on from a signature of version 4, and there is none. */
  private static String payloadHash(RequestHead head) {
    String hash = head.header("x-amz-content-sha256").orElse(PayloadHash.UNSIGNED);
    PayloadHash.check(hash);
    if (PayloadHash.hasSignedChunks(hash)) {
      throw new ServiceError(
          "InvalidRequest", 400, "A body signed in chunks requires AWS4-HMAC-SHA256.");
    }
    return hash;
  }

  /**
   * A time in HTTP's form, or in the one that {@code x-amz-date} has since version 4. The day of
   * the week is not looked at, as S3 does not; nothing is signed before 1970.
   */
  private static Optional<Instant> time(String text) {
    int comma = text.indexOf(',');
    try {
      Instant time =
          comma < 0
              ? SigV4.TIME.parse(text, Instant::from)
              : DateTimeFormatter.RFC_1123_DATE_TIME.parse(
                  text.substring(comma + 1).strip(), Instant::from);
      return time.isBefore(Instant.EPOCH) ? Optional.empty() : Optional.of(time);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** Decoded parameters; a parameter without a value is empty text. */
  private static Map<String, String> parameters(RequestHead head) {
    Map<String, String> parameters = new HashMap<>();
    for (String pair : head.rawQuery().split("&")) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      parameters.put(Canonical.decode(name, true), Canonical.decode(value, true));
    }
    return parameters;
  }

  private static String signature(String toSign, String secret) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
      byte[] text = toSign.getBytes(StandardCharsets.ISO_8859_1);
      return Base64.getEncoder().encodeToString(mac.doFinal(text));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("HmacSHA1 does not work in this JDK", e);
    }
  }

  private static String stringToSign(Claim claim, String path) {
    RequestHead head = claim.head();
    Map<String, String> parameters = claim.parameters();
    StringBuilder text = new StringBuilder(head.method()).append('\n');
    text.append(value(head, parameters, "content-md5")).append('\n');
    text.append(value(head, parameters, "content-type")).append('\n');
    text.append(claim.time()).append('\n');
    Map<String, String> amazon = new TreeMap<>();
    parameters.forEach(
        (name, value) -> {
          if (name.startsWith("x-amz-")) {
            amazon.put(name, value.strip());
          }
        });
    Map<String, String> sent = new HashMap<>();
    for (Headers.Field header : head.headers().fields()) {
      String name = header.name().toLowerCase(Locale.ROOT);
      if (name.startsWith("x-amz-")) {
        sent.merge(name, header.value().strip(), (first, next) -> first + "," + next);
      }
    }
    amazon.putAll(sent);
    amazon.forEach((name, value) -> text.append(name).append(':').append(value).append('\n'));
    return text.append(bucket(head)).append(path).append(subResources(head)).toString();
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

  private static Optional<Long> expires(Map<String, String> parameters) {
    try {
      return Optional.of(Long.parseLong(parameters.getOrDefault("Expires", "")));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
