package io.tarn.protocol.sigv4;

import io.tarn.kernel.ServiceError;
import java.util.Set;

/** The values of {@code x-amz-content-sha256}. */
final class PayloadHash {
  static final String UNSIGNED = "UNSIGNED-PAYLOAD";
  static final String SIGNED_CHUNKS = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
  static final String SIGNED_CHUNKS_TRAILER = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER";
  static final String ECDSA_CHUNKS = "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD";
  static final String ECDSA_CHUNKS_TRAILER = "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER";
  static final String UNSIGNED_CHUNKS_TRAILER = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
  private static final Set<String> WORDS =
      Set.of(
          UNSIGNED,
          SIGNED_CHUNKS,
          SIGNED_CHUNKS_TRAILER,
          ECDSA_CHUNKS,
          ECDSA_CHUNKS_TRAILER,
          UNSIGNED_CHUNKS_TRAILER);

  private PayloadHash() {}

  static void check(String hash) {
    if (!isHex(hash) && !WORDS.contains(hash)) {
      throw new ServiceError(
              "InvalidArgument",
              400,
              "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER,"
                  + " STREAMING-AWS4-HMAC-SHA256-PAYLOAD,"
                  + " STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER,"
                  + " STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD,"
                  + " STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER or a valid sha256 value.")
          .with("ArgumentName", "x-amz-content-sha256")
          .with("ArgumentValue", hash);
    }
  }

  static boolean isHex(String hash) {
    if (hash.length() != 64) {
      return false;
    }
    for (int i = 0; i < 64; i++) {
      if (Character.digit(hash.charAt(i), 16) < 0) {
        return false;
      }
    }
    return true;
  }

  static boolean isChunked(String hash) {
    return hash.startsWith("STREAMING-");
  }

  static boolean hasTrailer(String hash) {
    return hash.endsWith("-TRAILER");
  }

  static boolean hasSignedChunks(String hash) {
    return isChunked(hash) && !hash.equals(UNSIGNED_CHUNKS_TRAILER);
  }
}
