package io.tarn.protocol.sigv4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.kernel.Checksum;
import io.tarn.kernel.ServiceError;
import io.tarn.protocol.Headers;
import io.tarn.protocol.RequestHead;
import io.tarn.protocol.sigv4.Authentication.Signed;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What does not hold is refused in AWS's words, before anything could be stored. */
class TestRefusals {
  private static final Instant NOW = Requests.NOW;
  private static final String UNSIGNED = "UNSIGNED-PAYLOAD";

  private final SigV4 sigV4 = Requests.verifier(NOW);

  private static RequestHead get(String... headers) {
    RequestHead head = Requests.head("GET", "/b/k?a=1", headers);
    return head.with("Host", "127.0.0.1:4566");
  }

  private static void refuses(String code, int status, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ServiceError.class,
            error -> {
              assertThat(error.code()).as(error.message()).isEqualTo(code);
              assertThat(error.status()).isEqualTo(status);
            });
  }

  private void refuses(String code, int status, RequestHead head) {
    refuses(code, status, () -> sigV4.authenticate(head, Expected.s3()));
  }

  private static RequestHead replace(RequestHead head, String header, String from, String to) {
    Headers.Builder headers = Headers.builder();
    for (Headers.Field each : head.headers().fields()) {
      boolean named = each.name().equalsIgnoreCase(header);
      headers.add(each.name(), named ? each.value().replace(from, to) : each.value());
    }
    return head.withHeaders(headers.build());
  }

  @Test
  void letsAnUnsignedRequestBeAnonymous() {
    assertThat(sigV4.authenticate(get(), Expected.s3()))
        .isInstanceOf(Authentication.Anonymous.class);
    assertThat(sigV4.authenticate(get("Authorization", ""), Expected.s3()))
        .isInstanceOf(Authentication.Anonymous.class);
  }

  @Test
  void refusesAChangedRequest() {
    RequestHead head = Requests.signer().sign(get("x-amz-meta-a", "1"), UNSIGNED, NOW);
    assertThat(sigV4.authenticate(head, Expected.s3())).isInstanceOf(Signed.class);
    refuses(
        "SignatureDoesNotMatch",
        403,
        new RequestHead("PUT", head.host(), head.rawPath(), head.rawQuery(), head.headers()));
    refuses(
        "SignatureDoesNotMatch",
        403,
        new RequestHead("GET", head.host(), "/b/l", head.rawQuery(), head.headers()));
    refuses(
        "SignatureDoesNotMatch",
        403,
        new RequestHead("GET", head.host(), "/b/k", "a=2", head.headers()));
    refuses("SignatureDoesNotMatch", 403, replace(head, "x-amz-meta-a", "1", "2"));
    refuses("SignatureDoesNotMatch", 403, replace(head, "Host", "4566", "4567"));
    refuses("AccessDenied", 403, head.with("x-amz-acl", "private"));
  }

  @Test
  void refusesMalformedAuthorization() {
    RequestHead head = Requests.signer().sign(get(), UNSIGNED, NOW);
    String name = "Authorization";
    String malformed = "AuthorizationHeaderMalformed";
    refuses(malformed, 400, replace(head, name, "Credential=", "Creds="));
    refuses(malformed, 400, replace(head, name, "Signature=", "Sig="));
    refuses(malformed, 400, replace(head, name, "SignedHeaders=", "Headers="));
    refuses(malformed, 400, replace(head, name, "/aws4_request", ""));
    refuses(malformed, 400, replace(head, name, "aws4_request", "aws5_request"));
    refuses(malformed, 400, replace(head, name, "/20130524/", "/2013-05-24/"));
    refuses(malformed, 400, replace(head, name, "/20130524/", "/20130525/"));
    refuses(malformed, 400, replace(head, name, "/s3/", "/iam/"));
    refuses("InvalidAccessKeyId", 403, replace(head, name, Requests.KEY, "AKIANOBODY"));
    refuses("InvalidArgument", 400, get(name, "Basic abc"));
    refuses(
        "InvalidRequest",
        400,
        () -> sigV4.authenticate(get(name, "AWS AKIA:abc"), Expected.of(Dialect.QUERY)));
    refuses("AccessDenied", 403, replace(head, "x-amz-date", "2013", "x"));
    refuses(
        "RequestTimeTooSkewed", 403, Requests.signer().sign(get(), UNSIGNED, NOW.plusSeconds(901)));
    refuses("InvalidArgument", 400, Requests.signer().sign(get(), "nonsense", NOW));
    refuses(
        malformed,
        400,
        () ->
            sigV4.authenticate(
                head, new Expected(Dialect.S3, Optional.of("s3"), Optional.of("eu-west-3"))));
    refuses(
        "InvalidSignatureException",
        403,
        () ->
            sigV4.authenticate(
                Requests.signer().sign(get(), new byte[0], NOW),
                Expected.of(Dialect.JSON),
                new byte[] {1}));
  }

  @Test
  void checksSessionTokens() {
    RequestHead right = session("token", NOW);
    assertThat(sigV4.authenticate(right, Expected.s3())).isInstanceOf(Signed.class);
    refuses("InvalidToken", 400, session("other", NOW));
    refuses(
        "ExpiredToken",
        400,
        () ->
            Requests.verifier(NOW.plusSeconds(3600))
                .authenticate(session("token", NOW.plusSeconds(3600)), Expected.s3()));
    RequestHead without =
        new Signer(Signer.Credentials.of("ASIASESSION", Requests.SECRET), "us-east-1", "s3")
            .sign(get(), UNSIGNED, NOW);
    refuses("InvalidAccessKeyId", 403, without);
  }

  private static RequestHead session(String token, Instant now) {
    return new Signer(
            new Signer.Credentials("ASIASESSION", Requests.SECRET, Optional.of(token)),
            "us-east-1",
            "s3")
        .sign(get(), UNSIGNED, now);
  }

  @Test
  void checksPresignedRequests() {
    RequestHead head = Requests.head("GET", "/b/a%20b", "Host", "127.0.0.1:4566");
    assertThat(sigV4.authenticate(presigned(head, 60), Expected.s3())).isInstanceOf(Signed.class);
    refuses("AccessDenied", 403, presigned(head, 0));
    refuses("AuthorizationQueryParametersError", 403, presigned(head, -1));
    refuses("AuthorizationQueryParametersError", 403, presigned(head, 604_801));
    RequestHead right = presigned(head, 60);
    refuses(
        "AccessDenied",
        403,
        () -> Requests.verifier(NOW.plusSeconds(60)).authenticate(right, Expected.s3()));
    refuses("SignatureDoesNotMatch", 403, query(right, "X-Amz-Expires=60", "X-Amz-Expires=61"));
    refuses("AuthorizationQueryParametersError", 400, query(right, "&X-Amz-Expires=60", ""));
    refuses(
        "AuthorizationQueryParametersError", 400, query(right, "X-Amz-Date=2013", "X-Amz-Date=x"));
    refuses("AuthorizationQueryParametersError", 400, query(right, "AWS4-HMAC", "AWS3-HMAC"));
    refuses("InvalidArgument", 400, right.with("Authorization", "AWS4-HMAC-SHA256 x"));
  }

  private static RequestHead presigned(RequestHead head, long seconds) {
    String query = Requests.signer().presign(head, Duration.ofSeconds(seconds), NOW);
    return new RequestHead(head.method(), head.host(), head.rawPath(), query, head.headers());
  }

  private static RequestHead query(RequestHead head, String from, String to) {
    return new RequestHead(
        head.method(),
        head.host(),
        head.rawPath(),
        head.rawQuery().replace(from, to),
        head.headers());
  }

  @Test
  void checksPlainBodies() throws IOException {
    byte[] body = Requests.bytes("hello world");
    for (Checksum checksum : Checksum.values()) {
      Checksum.Running running = checksum.start();
      running.update(body, 0, body.length);
      RequestHead head = put(checksum.header(), running.base64());
      Signed signed = Requests.signed(sigV4.authenticate(head, Expected.s3()));
      assertThat(Requests.read(signed, head, body)).isEqualTo(body);
      refuses("BadDigest", 400, () -> Requests.read(signed, head, Requests.bytes("hello worlb")));
      refuses("IncompleteBody", 400, () -> Requests.read(signed, head, Requests.bytes("hello")));
      refuses(
          "IncompleteBody", 400, () -> Requests.read(signed, head, Requests.bytes("hello world!")));
      RequestHead bad = put(checksum.header(), "AAA=");
      Signed badSigned = Requests.signed(sigV4.authenticate(bad, Expected.s3()));
      refuses(
          checksum == Checksum.MD5 ? "InvalidDigest" : "InvalidRequest",
          400,
          () -> Requests.read(badSigned, bad, body));
    }
    RequestHead unknown = put("x-amz-checksum-xxhash64", "AAAAAAAAAAA=");
    refuses(
        "NotImplemented", 501, () -> Requests.read(new Authentication.Anonymous(), unknown, body));
    RequestHead two =
        put("x-amz-checksum-crc32", "DUoRhQ==").with("x-amz-checksum-crc32c", "yZRlqg==");
    refuses("InvalidRequest", 400, () -> Requests.read(new Authentication.Anonymous(), two, body));
  }

  private static RequestHead put(String header, String value) {
    return Requests.signer()
        .sign(
            Requests.head("PUT", "/b/k", "Host", "h", "Content-Length", "11", header, value),
            UNSIGNED,
            NOW);
  }

  @Test
  void checksChunksAndTrailers() throws IOException {
    byte[] payload = new byte[30_000];
    Arrays.fill(payload, (byte) 'x');
    Checksum.Running crc = Checksum.CRC64NVME.start();
    crc.update(payload, 0, payload.length);
    String trailer = "x-amz-checksum-crc64nvme:" + crc.base64();
    RequestHead head = streaming("STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER", payload.length);
    Signed signed = Requests.signed(sigV4.authenticate(head, Expected.s3()));
    Optional<ChunkSigning.Hmac> chain = Optional.of(Requests.signer().chunks(head, NOW));
    byte[] raw = Requests.chunked(chain, payload, 8192, trailer);
    assertThat(Requests.read(signed, head, raw)).isEqualTo(payload);
    refuses(
        "BadDigest",
        400,
        () ->
            Requests.read(
                signed,
                head,
                Requests.chunked(chain, payload, 8192, "x-amz-checksum-crc64nvme:AAAAAAAAAAA=")));
    refuses(
        "SignatureDoesNotMatch",
        403,
        () -> Requests.read(signed, head, Requests.chunked(chain, payload, 8192)));
    refuses(
        "InvalidChunkSizeError",
        403,
        () -> Requests.read(signed, head, Requests.chunked(chain, payload, 8191, trailer)));
    for (int cut = 0; cut < raw.length; cut += 997) {
      byte[] part = Arrays.copyOf(raw, cut);
      assertThatThrownBy(() -> Requests.read(signed, head, part))
          .as("cut at %s", cut)
          .isInstanceOf(ServiceError.class);
    }
    byte[] doubled = Arrays.copyOf(raw, raw.length * 2);
    System.arraycopy(raw, 0, doubled, raw.length, raw.length);
    refuses("InvalidRequest", 400, () -> Requests.read(signed, head, doubled));
  }

  @Test
  void checksUnsignedChunks() throws IOException {
    byte[] payload = Requests.bytes("hello world");
    RequestHead head =
        Requests.signer()
            .sign(
                Requests.head(
                    "PUT",
                    "/b/k",
                    "Host",
                    "h",
                    "x-amz-decoded-content-length",
                    "11",
                    "x-amz-trailer",
                    "x-amz-checksum-crc32"),
                "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
                NOW);
    Signed signed = Requests.signed(sigV4.authenticate(head, Expected.s3()));
    Optional<ChunkSigning.Hmac> none = Optional.empty();
    assertThat(
            Requests.read(
                signed, head, Requests.chunked(none, payload, 4, "x-amz-checksum-crc32:DUoRhQ==")))
        .isEqualTo(payload);
    refuses(
        "MalformedTrailerError",
        400,
        () -> Requests.read(signed, head, Requests.chunked(none, payload, 4)));
    refuses(
        "MalformedTrailerError",
        400,
        () ->
            Requests.read(
                signed, head, Requests.chunked(none, payload, 4, "x-amz-checksum-sha1:abc")));
    refuses(
        "IncompleteBody",
        400,
        () ->
            Requests.read(
                signed,
                head,
                Requests.chunked(
                    none, Requests.bytes("hello"), 4, "x-amz-checksum-crc32:DUoRhQ==")));
    refuses(
        "InvalidRequest", 400, () -> Requests.read(signed, head, Requests.bytes("zz\r\nhello")));
    refuses(
        "InvalidRequest", 400, () -> Requests.read(signed, head, Requests.bytes("-1\r\nhello")));
  }

  private static RequestHead streaming(String word, int length) {
    return Requests.signer()
        .sign(
            Requests.head(
                "PUT",
                "/b/k",
                "Host",
                "h",
                "x-amz-decoded-content-length",
                Integer.toString(length),
                "x-amz-trailer",
                "x-amz-checksum-crc64nvme"),
            word,
            NOW);
  }
}
