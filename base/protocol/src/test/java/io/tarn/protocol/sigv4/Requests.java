package io.tarn.protocol.sigv4;

import io.tarn.api.KeyLookup;
import io.tarn.kernel.Caller;
import io.tarn.protocol.Headers;
import io.tarn.protocol.RequestHead;
import io.tarn.protocol.sigv4.Authentication.Signed;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;

/** Requests for the tests of this package. */
final class Requests {
  static final Instant NOW = Instant.parse("2013-05-24T00:00:00Z");
  static final String KEY = "AKIAIOSFODNN7EXAMPLE";
  static final String SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

  private Requests() {}

  static SigV4 verifier(Instant now) {
    return new SigV4((id, token) -> find(now, id, token), InstantSource.fixed(now));
  }

  /** One permanent key, and one that goes with the word token and lasts an hour. */
  private static KeyLookup.Answer find(
      Instant now, String accessKeyId, Optional<String> sessionToken) {
    if (accessKeyId.equals(KEY)) {
      return sessionToken.isPresent() ? new KeyLookup.InvalidToken() : found(Optional.empty());
    }
    if (!accessKeyId.equals("ASIASESSION") || sessionToken.isEmpty()) {
      return new KeyLookup.Unknown();
    }
    if (!sessionToken.get().equals("token")) {
      return new KeyLookup.InvalidToken();
    }
    Instant end = NOW.plusSeconds(3600);
    return now.isBefore(end) ? found(Optional.of(end)) : new KeyLookup.ExpiredToken();
  }

  static KeyLookup.Found found(Optional<Instant> expiration) {
    return new KeyLookup.Found(new Caller.Root("123456789012"), SECRET, expiration);
  }

  static Signer signer() {
    return new Signer(Signer.Credentials.of(KEY, SECRET), "us-east-1", "s3");
  }

  static RequestHead head(String method, String target, String... headers) {
    return RequestHead.of(method, target, Headers.of(headers));
  }

  static byte[] read(Authentication authentication, RequestHead head, byte[] raw)
      throws IOException {
    return BodyVerifier.wrap(new ByteArrayInputStream(raw), authentication, head)
        .open()
        .readAllBytes();
  }

  static Signed signed(Authentication authentication) {
    return (Signed) authentication;
  }

  /** A body in aws-chunked, its chunks signed when a chain is given. */
  static byte[] chunked(
      Optional<ChunkSigning.Hmac> signing, byte[] payload, int chunk, String... trailers) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    String previous = signing.map(ChunkSigning.Hmac::seed).orElse("");
    for (int at = 0; at <= payload.length; at += chunk) {
      int n = Math.min(chunk, payload.length - at);
      previous = append(out, signing, previous, payload, at, n);
      if (n == 0) {
        break;
      }
      if (at + chunk > payload.length) {
        previous = append(out, signing, previous, payload, 0, 0);
      }
    }
    StringBuilder canonical = new StringBuilder();
    for (String trailer : trailers) {
      write(out, trailer + "\r\n");
      canonical.append(trailer).append('\n');
    }
    if (signing.isPresent() && trailers.length > 0) {
      String signature = signing.get().trailer(previous, Hashes.sha256Hex(canonical.toString()));
      write(out, "x-amz-trailer-signature:" + signature + "\r\n");
    }
    write(out, "\r\n");
    return out.toByteArray();
  }

  private static String append(
      ByteArrayOutputStream out,
      Optional<ChunkSigning.Hmac> signing,
      String previous,
      byte[] payload,
      int at,
      int n) {
    byte[] bytes = java.util.Arrays.copyOfRange(payload, at, at + n);
    String signature =
        signing.map(chain -> chain.chunk(previous, Hashes.sha256Hex(bytes))).orElse("");
    write(
        out,
        Integer.toHexString(n)
            + (signing.isPresent() ? ";chunk-signature=" + signature : "")
            + "\r\n");
    out.writeBytes(bytes);
    if (n > 0) {
      write(out, "\r\n");
    }
    return signature;
  }

  private static void write(ByteArrayOutputStream out, String text) {
    out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
