package io.tarn.protocol.sigv4;

import static java.util.Objects.requireNonNull;

import io.tarn.protocol.Headers;
import io.tarn.protocol.RequestHead;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The client's side: signs requests in headers or in the query. Source: IAM User Guide, "Create a
 * signed AWS API request".
 */
public final class Signer {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Credentials credentials;
  private final String region;
  private final String service;

  public Signer(Credentials credentials, String region, String service) {
    this.credentials = requireNonNull(credentials, "credentials is null");
    this.region = requireNonNull(region, "region is null");
    this.service = requireNonNull(service, "service is null");
  }

  /** An access key with its secret, and a session token when the key is temporary. */
  public record Credentials(String accessKeyId, String secretKey, Optional<String> sessionToken) {
    public Credentials {
      requireNonNull(accessKeyId, "accessKeyId is null");
      requireNonNull(secretKey, "secretKey is null");
      requireNonNull(sessionToken, "sessionToken is null");
    }

    public static Credentials of(String accessKeyId, String secretKey) {
      return new Credentials(accessKeyId, secretKey, Optional.empty());
    }

    @Override
    public String toString() {
      return "Credentials[" + accessKeyId + "]";
    }
  }

  /** Signs head and body. Returns the head with what was added. */
  public RequestHead sign(RequestHead head, byte[] body, Instant now) {
    return sign(head, Hashes.sha256Hex(body), now);
  }

  /**
   * Signs a head.
   *
   * @param payloadHash the body's SHA-256 in hexadecimal, or one of S3's words for bodies that are
   *     not signed or signed in chunks
   */
  public RequestHead sign(RequestHead head, String payloadHash, Instant now) {
    String time = TIME.format(now);
    RequestHead full = head.headers().has("host") ? head : head.with("host", head.host());
    full = full.with("x-amz-date", time);
    if (dialect() == Dialect.S3) {
      full = full.with("x-amz-content-sha256", payloadHash);
    }
    if (credentials.sessionToken().isPresent()) {
      full = full.with("x-amz-security-token", credentials.sessionToken().get());
    }
    TreeSet<String> names = new TreeSet<>();
    for (Headers.Field header : full.headers().fields()) {
      String name = header.name().toLowerCase(Locale.ROOT);
      if (name.equals("host")
          || name.equals("content-type")
          || name.equals("content-md5")
          || name.startsWith("x-amz-")) {
        names.add(name);
      }
    }
    List<String> signed = new ArrayList<>(names);
    String scope = scope(time);
    String canonical =
        Canonical.request(full, dialect(), Canonical.query(full.rawQuery()), signed, payloadHash);
    String signature = signature(time, scope, canonical);
    return full.with(
        "Authorization",
        "AWS4-HMAC-SHA256 Credential="
            + credentials.accessKeyId()
            + "/"
            + scope
            + ", SignedHeaders="
            + String.join(";", signed)
            + ", Signature="
            + signature);
  }

  /**
   * The raw query with which anyone may make the request until it expires.
   *
   * @param head its headers but {@code host} must be sent along exactly
   */
  public String presign(RequestHead head, Duration expires, Instant now) {
    String time = TIME.format(now);
    String scope = scope(time);
    TreeSet<String> names = new TreeSet<>();
    head.headers().fields().forEach(header -> names.add(header.name().toLowerCase(Locale.ROOT)));
    StringBuilder query = new StringBuilder(head.rawQuery());
    append(query, "X-Amz-Algorithm", "AWS4-HMAC-SHA256");
    append(query, "X-Amz-Credential", credentials.accessKeyId() + "/" + scope);
    append(query, "X-Amz-Date", time);
    append(query, "X-Amz-Expires", Long.toString(expires.toSeconds()));
    append(query, "X-Amz-SignedHeaders", String.join(";", names));
    credentials.sessionToken().ifPresent(token -> append(query, "X-Amz-Security-Token", token));
    String canonical =
        Canonical.request(
            head,
            dialect(),
            Canonical.query(query.toString()),
            new ArrayList<>(names),
            dialect() == Dialect.S3 ? PayloadHash.UNSIGNED : Hashes.EMPTY_SHA256);
    append(query, "X-Amz-Signature", signature(time, scope, canonical));
    return query.toString();
  }

  private static void append(StringBuilder query, String name, String value) {
    if (!query.isEmpty()) {
      query.append('&');
    }
    query.append(name).append('=').append(Canonical.encode(value));
  }

  /** How the chunks of a body are signed that starts with this signature. */
  public ChunkSigning.Hmac chunks(RequestHead signed, Instant now) {
    String authorization = signed.header("authorization").orElseThrow();
    String time = TIME.format(now);
    return new ChunkSigning.Hmac(
        key(time),
        time,
        scope(time),
        authorization.substring(authorization.indexOf("Signature=") + 10));
  }

  private Dialect dialect() {
    return service.equals("s3") ? Dialect.S3 : Dialect.JSON;
  }

  private String scope(String time) {
    return time.substring(0, 8) + "/" + region + "/" + service + "/aws4_request";
  }

  private byte[] key(String time) {
    return SigningKeys.derive(
        new SigningKeys.Scope(credentials.secretKey(), time.substring(0, 8), region, service));
  }

  private String signature(String time, String scope, String canonical) {
    return Hashes.hmacHex(
        key(time), "AWS4-HMAC-SHA256\n" + time + "\n" + scope + "\n" + Hashes.sha256Hex(canonical));
  }
}
