package io.tarn.protocol.sigv4;

import static java.util.Objects.requireNonNull;

import io.tarn.api.KeyLookup;
import io.tarn.kernel.ServiceError;
import io.tarn.protocol.Headers;
import io.tarn.protocol.RequestHead;
import io.tarn.protocol.sigv4.Authentication.Anonymous;
import io.tarn.protocol.sigv4.Authentication.Signed;
import io.tarn.protocol.sigv4.Canonical.Parameter;
import java.security.PublicKey;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Checks AWS Signature Version 4, in headers and in presigned queries, and for S3 version 2.
 * Source: IAM User Guide, "AWS Signature Version 4 for API requests"; S3 API Reference,
 * "Authenticating Requests".
 *
 * <p>Thread-safe. Costs a few microseconds a request once a signing key is known.
 */
public final class SigV4 {
  private static final String HMAC = "AWS4-HMAC-SHA256";
  private static final long EXPIRES_MAX = 604_800;
  static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final SigningKeys signingKeys = new SigningKeys();
  private final VersionFourA versionFourA = new VersionFourA();
  private final KeyLookup keys;
  private final InstantSource clock;

  public SigV4(KeyLookup keys, InstantSource clock) {
    this.keys = requireNonNull(keys, "keys is null");
    this.clock = requireNonNull(clock, "clock is null");
  }

  /**
   * Checks the head of a request whose body streams by later (S3).
   *
   * @throws ServiceError in AWS's words when a signature is there and does not hold
   */
  public Authentication authenticate(RequestHead head, Expected expected) {
    return authenticate(head, expected, null);
  }

  /**
   * Checks a request whose body is at hand (every service but S3), the body's hash included.
   *
   * @throws ServiceError in AWS's words when a signature is there and does not hold
   */
  public Authentication authenticate(RequestHead head, Expected expected, byte @Nullable [] body) {
    Optional<String> authorization = head.header("authorization").filter(text -> !text.isBlank());
    boolean presigned =
        head.rawQuery().contains("X-Amz-Signature=")
            || head.rawQuery().contains("X-Amz-Algorithm=");
    if (presigned) {
      if (authorization.isPresent()) {
        throw new ServiceError(
            "InvalidArgument",
            400,
            "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature"
                + " query string parameter or the Authorization header should be specified");
      }
      return checkPresigned(head, expected, body);
    }
    if (authorization.isPresent()) {
      return checkHeader(head, expected, authorization.get(), body);
    }
    if (VersionTwo.isInQuery(head)) {
      refuseVersionTwo(expected);
      return VersionTwo.checkQuery(head, this::findForS3, clock.instant());
    }
    return new Anonymous();
  }

  /**
   * Checks the signature over the policy of a browser's form. What the policy says is judged apart.
   *
   * @param fields of the form, by name in lower case
   * @return anonymous when the form has neither policy nor signature
   * @throws ServiceError in S3's words when something of both is missing or does not hold
   */
  public Authentication authenticateForm(Map<String, String> fields) {
    return new FormSignature(fields).check(this::findForS3, signingKeys);
  }

  /** Only S3 has ever taken the form of version 2 that is known here. */
  private static void refuseVersionTwo(Expected expected) {
    if (expected.dialect() != Dialect.S3) {
      throw new ServiceError(
          "InvalidRequest",
          400,
          "The authorization mechanism you have provided is not supported. Please use"
              + " AWS4-HMAC-SHA256.");
    }
  }

  private Signed checkHeader(
      RequestHead head, Expected expected, String authorization, byte @Nullable [] body) {
    Dialect dialect = expected.dialect();
    boolean asymmetric = authorization.startsWith(VersionFourA.ALGORITHM + " ");
    if (!asymmetric && !authorization.startsWith(HMAC + " ")) {
      if (VersionTwo.isIn(authorization)) {
        refuseVersionTwo(expected);
        return VersionTwo.checkHeader(head, authorization, this::findForS3, clock.instant());
      }
      if (dialect == Dialect.S3) {
        throw new ServiceError("InvalidArgument", 400, "Unsupported Authorization Type")
            .with("ArgumentName", "Authorization")
            .with("ArgumentValue", authorization);
      }
      throw Refusal.malformed(
          dialect, false, "Authorization header requires the algorithm AWS4-HMAC-SHA256.");
    }
    Map<String, String> parts =
        AuthorizationHeader.parse(authorization.substring(authorization.indexOf(' ')), dialect);
    String credential = requireNonNull(parts.get("Credential"));
    CredentialScope scope =
        asymmetric
            ? CredentialScope.parseAnyRegion(
                credential, head.header("x-amz-region-set").orElse(""), expected, false)
            : CredentialScope.parse(credential, expected, false);
    Instant time = headerTime(head, dialect);
    String timeText = TIME.format(time);
    if (!timeText.startsWith(scope.day() + "T")) {
      throw dialect == Dialect.S3
          ? Refusal.malformed(
              dialect,
              false,
              "The authorization header is malformed; Invalid credential date \""
                  + scope.day()
                  + "\". This date is not the same as X-Amz-Date: \""
                  + timeText.substring(0, 8)
                  + "\".")
          : Refusal.invalidSignature(
              dialect,
              "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from"
                  + " HTTP: '"
                  + scope.day()
                  + "' != '"
                  + timeText.substring(0, 8)
                  + "', from '"
                  + timeText
                  + "'.");
    }
    KeyLookup.Found found = find(scope, dialect, head.header("x-amz-security-token"));
    checkSkew(time, timeText, dialect);
    List<String> signedHeaders = List.of(requireNonNull(parts.get("SignedHeaders")).split(";"));
    checkSignedHeaders(head, signedHeaders, dialect);
    String payloadHash = payloadHash(head, dialect, body);
    String signature = requireNonNull(parts.get("Signature"));
    return verify(
        new Claim(head, expected, scope, timeText, signedHeaders, payloadHash, signature, false),
        Canonical.query(head.rawQuery()),
        found);
  }

  private Signed checkPresigned(RequestHead head, Expected expected, byte @Nullable [] body) {
    Dialect dialect = expected.dialect();
    List<Parameter> query = Canonical.query(head.rawQuery());
    String algorithm = parameter(query, "X-Amz-Algorithm");
    String credential = parameter(query, "X-Amz-Credential");
    String signature = parameter(query, "X-Amz-Signature");
    String timeText = parameter(query, "X-Amz-Date");
    String expires = parameter(query, "X-Amz-Expires");
    String signedHeaders = parameter(query, "X-Amz-SignedHeaders");
    if (algorithm == null
        || credential == null
        || signature == null
        || timeText == null
        || signedHeaders == null
        || (expires == null && dialect == Dialect.S3)) {
      throw Refusal.malformed(
          dialect,
          true,
          "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential,"
              + " X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.");
    }
    boolean asymmetric = algorithm.equals(VersionFourA.ALGORITHM);
    if (!asymmetric && !algorithm.equals(HMAC)) {
      throw Refusal.malformed(
          dialect,
          true,
          "X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256\"");
    }
    String regionSet = parameter(query, "X-Amz-Region-Set");
    CredentialScope scope =
        asymmetric
            ? CredentialScope.parseAnyRegion(
                credential, regionSet == null ? "" : regionSet, expected, true)
            : CredentialScope.parse(credential, expected, true);
    Instant time = parseTime(timeText);
    if (time == null || !timeText.startsWith(scope.day() + "T")) {
      throw Refusal.malformed(
          dialect,
          true,
          "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\" and on the day of"
              + " the credential's scope");
    }
    KeyLookup.Found found =
        find(scope, dialect, Optional.ofNullable(parameter(query, "X-Amz-Security-Token")));
    checkExpiry(time, expires == null ? "900" : expires, dialect);
    List<String> names = List.of(signedHeaders.split(";"));
    checkSignedHeaders(head, names, dialect);
    String payloadHash;
    if (dialect == Dialect.S3) {
      String inQuery = parameter(query, "X-Amz-Content-Sha256");
      payloadHash =
          head.header("x-amz-content-sha256")
              .orElse(inQuery == null ? "UNSIGNED-PAYLOAD" : inQuery);
      PayloadHash.check(payloadHash);
    } else {
      payloadHash = payloadHash(head, dialect, body);
    }
    return verify(
        new Claim(head, expected, scope, timeText, names, payloadHash, signature, true),
        query,
        found);
  }

  private record Claim(
      RequestHead head,
      Expected expected,
      CredentialScope scope,
      String time,
      List<String> signedHeaders,
      String payloadHash,
      String signature,
      boolean presigned) {}

  private Signed verify(Claim claim, List<Parameter> query, KeyLookup.Found found) {
    Dialect dialect = claim.expected().dialect();
    CredentialScope scope = claim.scope();
    String canonical =
        Canonical.request(claim.head(), dialect, query, claim.signedHeaders(), claim.payloadHash());
    String toSign =
        (scope.regional() ? HMAC : VersionFourA.ALGORITHM)
            + "\n"
            + claim.time()
            + "\n"
            + scope.text()
            + "\n"
            + Hashes.sha256Hex(canonical);
    Optional<ChunkSigning> chunks =
        scope.regional() ? symmetric(claim, toSign, found) : asymmetric(claim, toSign, found);
    if (chunks.isEmpty()) {
      ServiceError error = Refusal.mismatch(dialect);
      throw dialect == Dialect.S3
          ? error
              .with("AWSAccessKeyId", scope.accessKeyId())
              .with("StringToSign", toSign)
              .with("SignatureProvided", claim.signature())
              .with("CanonicalRequest", canonical)
          : error;
    }
    return new Signed(
        scope.accessKeyId(),
        found.caller(),
        scope.region(),
        scope.service(),
        claim.presigned(),
        claim.payloadHash(),
        chunks.get());
  }

  /** How chunks go on from a signature that is right; empty when it is not. */
  private Optional<ChunkSigning> symmetric(Claim claim, String toSign, KeyLookup.Found found) {
    CredentialScope scope = claim.scope();
    byte[] key =
        signingKeys.find(
            new SigningKeys.Scope(found.secretKey(), scope.day(), scope.region(), scope.service()));
    return Hashes.same(Hashes.hmacHex(key, toSign), claim.signature())
        ? Optional.of(new ChunkSigning.Hmac(key, claim.time(), scope.text(), claim.signature()))
        : Optional.empty();
  }

  private Optional<ChunkSigning> asymmetric(Claim claim, String toSign, KeyLookup.Found found) {
    PublicKey key = versionFourA.publicKey(claim.scope().accessKeyId(), found.secretKey());
    return VersionFourA.verify(key, toSign, claim.signature())
        ? Optional.of(
            new ChunkSigning.Ecdsa(key, claim.time(), claim.scope().text(), claim.signature()))
        : Optional.empty();
  }

  private KeyLookup.Found findForS3(CredentialScope scope, Optional<String> token) {
    return find(scope, Dialect.S3, token);
  }

  private KeyLookup.Found find(CredentialScope scope, Dialect dialect, Optional<String> token) {
    return switch (keys.findKey(scope.accessKeyId(), token)) {
      case KeyLookup.Found found -> found;
      case KeyLookup.Unknown unknown -> throw Refusal.unknownKey(dialect, scope.accessKeyId());
      case KeyLookup.InvalidToken invalid ->
          throw Refusal.invalidToken(dialect, scope.accessKeyId());
      case KeyLookup.ExpiredToken expired -> throw Refusal.expiredToken(dialect);
    };
  }

  private void checkSkew(Instant time, String timeText, Dialect dialect) {
    Instant now = clock.instant();
    Duration age = Duration.between(time, now);
    if (age.abs().compareTo(Refusal.SKEW_MAX) <= 0) {
      return;
    }
    if (dialect == Dialect.S3) {
      throw Refusal.skewed(timeText, now);
    }
    String nowText = TIME.format(now);
    throw Refusal.invalidSignature(
        dialect,
        age.isNegative()
            ? "Signature not yet current: "
                + timeText
                + " is still later than "
                + TIME.format(now.plus(Refusal.SKEW_MAX))
                + " ("
                + nowText
                + " + 15 min.)"
            : "Signature expired: "
                + timeText
                + " is now earlier than "
                + TIME.format(now.minus(Refusal.SKEW_MAX))
                + " ("
                + nowText
                + " - 15 min.)");
  }

  private void checkExpiry(Instant time, String expiresText, Dialect dialect) {
    long expires;
    try {
      expires = Long.parseLong(expiresText);
    } catch (NumberFormatException e) {
      throw outOfRange("X-Amz-Expires should be a number");
    }
    if (expires < 0) {
      throw outOfRange("X-Amz-Expires must be non-negative");
    }
    if (expires > EXPIRES_MAX) {
      throw outOfRange(
          "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires"
              + " must be less than 604800 seconds");
    }
    Instant now = clock.instant();
    if (time.isAfter(now.plus(Refusal.SKEW_MAX))) {
      throw dialect == Dialect.S3
          ? Refusal.denied("Request is not yet valid")
          : Refusal.invalidSignature(dialect, "Signature not yet current: " + TIME.format(time));
    }
    Instant end = time.plusSeconds(expires);
    if (!now.isBefore(end)) {
      throw dialect == Dialect.S3
          ? Refusal.denied("Request has expired")
              .with("X-Amz-Expires", expiresText)
              .with("Expires", DateTimeFormatter.ISO_INSTANT.format(end))
              .with("ServerTime", DateTimeFormatter.ISO_INSTANT.format(now))
          : Refusal.invalidSignature(
              dialect,
              "Signature expired: "
                  + TIME.format(end)
                  + " is now earlier than "
                  + TIME.format(now));
    }
  }

  private static ServiceError outOfRange(String message) {
    return new ServiceError("AuthorizationQueryParametersError", 403, message);
  }

  /** Host and every x-amz-* header that was sent must be under the signature. */
  private static void checkSignedHeaders(RequestHead head, List<String> signed, Dialect dialect) {
    if (!signed.contains("host")) {
      throw dialect == Dialect.S3
          ? Refusal.denied("There were headers present in the request which were not signed")
              .with("HeadersNotSigned", "host")
          : Refusal.invalidSignature(
              dialect, "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
    }
    List<String> missing = new ArrayList<>();
    for (Headers.Field header : head.headers().fields()) {
      String name = header.name();
      if (name.regionMatches(true, 0, "x-amz-", 0, 6)) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (!signed.contains(lower) && !missing.contains(lower)) {
          missing.add(lower);
        }
      }
    }
    if (!missing.isEmpty()) {
      String message = "There were headers present in the request which were not signed";
      throw dialect == Dialect.S3
          ? Refusal.denied(message).with("HeadersNotSigned", String.join(", ", missing))
          : Refusal.invalidSignature(dialect, message + ": " + String.join(", ", missing));
    }
  }

  private static String payloadHash(RequestHead head, Dialect dialect, byte @Nullable [] body) {
    Optional<String> declared = head.header("x-amz-content-sha256");
    if (dialect == Dialect.S3) {
      String hash =
          declared.orElseThrow(
              () ->
                  new ServiceError(
                      "InvalidRequest",
                      400,
                      "Missing required header for this request: x-amz-content-sha256"));
      PayloadHash.check(hash);
      return hash;
    }
    String actual = body == null || body.length == 0 ? Hashes.EMPTY_SHA256 : Hashes.sha256Hex(body);
    if (declared.isEmpty()) {
      return actual;
    }
    String hash = declared.get();
    if (PayloadHash.isHex(hash) && !hash.equals(actual)) {
      throw Refusal.mismatch(dialect);
    }
    // Iceberg's client for Java has its signer write a checksum in base64 here, beside which the
    // body's hash is signed as ever.
    byte[] digest = HexFormat.of().parseHex(actual);
    return hash.equals(Base64.getEncoder().encodeToString(digest)) ? actual : hash;
  }

  private static Instant headerTime(RequestHead head, Dialect dialect) {
    Optional<String> amz = head.header("x-amz-date");
    Instant time = amz.map(SigV4::parseTime).orElse(null);
    if (time == null && amz.isEmpty()) {
      time = head.header("date").map(SigV4::parseAnyTime).orElse(null);
    }
    if (time != null) {
      return time;
    }
    throw dialect == Dialect.S3
        ? Refusal.denied("AWS authentication requires a valid Date or x-amz-date header")
        : Refusal.malformed(
            dialect,
            false,
            "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
  }

  private static @Nullable Instant parseTime(String text) {
    if (text.length() != 16) {
      return null;
    }
    try {
      return TIME.parse(text, Instant::from);
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static @Nullable Instant parseAnyTime(String text) {
    Instant time = parseTime(text);
    if (time != null) {
      return time;
    }
    try {
      return DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from);
    } catch (DateTimeException e) {
      return null;
    }
  }

  /** The decoded value of a query parameter; the list holds encoded ones. */
  private static @Nullable String parameter(List<Parameter> query, String name) {
    for (Parameter parameter : query) {
      if (parameter.name().equals(name)) {
        return Canonical.decode(parameter.value(), false);
      }
    }
    return null;
  }
}
