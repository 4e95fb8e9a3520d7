package io.tarn.protocol.sigv4;

import io.tarn.api.Body;
import io.tarn.kernel.Checksum;
import io.tarn.kernel.ServiceError;
import io.tarn.protocol.Headers;
import io.tarn.protocol.RequestHead;
import io.tarn.protocol.sigv4.Authentication.Signed;
import java.io.InputStream;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns the bytes of a request into its payload and proves it on the way: the payload's signature
 * or hash, chunk signatures, trailing headers, Content-MD5, x-amz-checksum-*, and the length.
 */
public final class BodyVerifier {
  private static final Set<String> UNSUPPORTED =
      Set.of(
          "x-amz-checksum-md5",
          "x-amz-checksum-sha512",
          "x-amz-checksum-xxhash3",
          "x-amz-checksum-xxhash64",
          "x-amz-checksum-xxhash128");

  private BodyVerifier() {}

  /**
   * The payload of a request to S3.
   *
   * @param raw the bytes as they come from the connection, without HTTP's own chunking
   * @throws ServiceError at once for headers that cannot be right; the rest while the payload is
   *     read
   */
  public static Body wrap(InputStream raw, Authentication authentication, RequestHead head) {
    String hash =
        authentication instanceof Signed signed
            ? signed.payloadHash()
            : head.header("x-amz-content-sha256").orElse(PayloadHash.UNSIGNED);
    PayloadHash.check(hash);
    OptionalLong contentLength = number(head, "content-length");
    Expectations expected = new Expectations(head);
    if (!PayloadHash.isChunked(hash)) {
      if (PayloadHash.isHex(hash)) {
        expected.payloadHash = hash.toLowerCase(Locale.ROOT);
      }
      expected.length = contentLength;
      return new VerifiedBody(raw, null, expected);
    }
    OptionalLong decoded = number(head, "x-amz-decoded-content-length");
    if (decoded.isEmpty()) {
      throw new ServiceError(
          "MissingContentLength", 411, "You must provide the Content-Length HTTP header.");
    }
    expected.length = decoded;
    ChunkSigning signing = null;
    if (PayloadHash.hasSignedChunks(hash)) {
      if (!(authentication instanceof Signed signed)) {
        throw Refusal.denied("A body signed in chunks needs a signed request.");
      }
      signing = signed.chunks();
    }
    boolean trailer = PayloadHash.hasTrailer(hash);
    if (trailer) {
      expected.trailers = trailerNames(head);
    }
    AwsChunkedInput chunks = new AwsChunkedInput(raw, signing, trailer);
    return new VerifiedBody(chunks, chunks, expected);
  }

  /** What the head promises about the payload. */
  static final class Expectations {
    final Map<Checksum, String> checksums = new EnumMap<>(Checksum.class);
    Map<String, Optional<Checksum>> trailers = Map.of();
    @Nullable String payloadHash;
    OptionalLong length = OptionalLong.empty();

    Expectations(RequestHead head) {
      Optional<String> md5 = head.header("content-md5");
      if (md5.isPresent()) {
        if (Checksum.MD5.decode(md5.get().strip()).isEmpty()) {
          throw new ServiceError("InvalidDigest", 400, "The Content-MD5 you specified was invalid.")
              .with("Content-MD5", md5.get());
        }
        checksums.put(Checksum.MD5, md5.get().strip());
      }
      if (!describesBody(head)) {
        return;
      }
      for (Headers.Field header : head.headers().fields()) {
        if (!header.name().regionMatches(true, 0, "x-amz-checksum-", 0, 15)) {
          continue;
        }
        Checksum checksum = Checksum.ofHeader(header.name()).orElse(null);
        if (checksum == null) {
          refuseUnknown(header.name().toLowerCase(Locale.ROOT));
          continue;
        }
        String value = header.value().strip();
        if (checksum.decode(value).isEmpty()) {
          throw new ServiceError(
              "InvalidRequest", 400, "Value for " + checksum.header() + " header is invalid.");
        }
        if (checksums.keySet().stream().anyMatch(other -> other != Checksum.MD5)) {
          throw new ServiceError(
              "InvalidRequest",
              400,
              "Expecting a single x-amz-checksum- header. Multiple checksum Types are not"
                  + " allowed.");
        }
        checksums.put(checksum, value);
      }
    }

    /** A checksum that is not computed here must not be taken for one that held. */
    private static void refuseUnknown(String header) {
      if (UNSUPPORTED.contains(header)) {
        throw new ServiceError(
            "NotImplemented",
            501,
            "A header you provided implies functionality that is not implemented: " + header);
      }
    }

    /**
     * Whether x-amz-checksum-* speaks of this request's body: not when an upload is completed (the
     * whole object is meant) or copied, and not on reads, where one client sends a bogus value.
     */
    private static boolean describesBody(RequestHead head) {
      return switch (head.method()) {
        case "PUT" -> head.header("x-amz-copy-source").isEmpty();
        case "POST" -> !head.rawQuery().contains("uploadId=");
        default -> false;
      };
    }
  }

  private static Map<String, Optional<Checksum>> trailerNames(RequestHead head) {
    String names = head.header("x-amz-trailer").orElse("");
    Map<String, Optional<Checksum>> expected = new LinkedHashMap<>();
    for (String name : names.split(",")) {
      String lower = name.strip().toLowerCase(Locale.ROOT);
      if (lower.isEmpty()) {
        continue;
      }
      Optional<Checksum> checksum = Checksum.ofHeader(lower).filter(c -> c != Checksum.MD5);
      if (checksum.isEmpty()) {
        throw new ServiceError(
            "InvalidRequest",
            400,
            "The value specified in the x-amz-trailer header is not supported");
      }
      expected.put(lower, checksum);
    }
    return expected;
  }

  private static OptionalLong number(RequestHead head, String name) {
    Optional<String> text = head.header(name);
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    try {
      long value = Long.parseLong(text.get().strip());
      if (value < 0) {
        throw new NumberFormatException(text.get());
      }
      return OptionalLong.of(value);
    } catch (NumberFormatException e) {
      throw new ServiceError(
          "InvalidArgument",
          400,
          "The value of " + name + " is not a number of bytes: " + text.get());
    }
  }
}
