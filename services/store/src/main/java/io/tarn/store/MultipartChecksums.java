package io.tarn.store;

import io.tarn.kernel.Checksum;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Checksums of a whole multipart object, made of those of its parts without reading a byte. Source:
 * S3 User Guide, "Checking object integrity", full object and composite checksums. CRCs are joined
 * by the algebra of their polynomials: appending n zero bytes is a linear map, squared along the
 * bits of n (the method of zlib's crc32_combine).
 */
final class MultipartChecksums {
  private MultipartChecksums() {}

  /** A part's length and its checksum in Base64. */
  record Part(long size, String checksum) {}

  /** The type of an upload's checksum, as asked or as usual for the algorithm. */
  static @Nullable String type(Optional<Checksum> algorithm, @Nullable String asked) {
    if (algorithm.isEmpty()) {
      if (asked != null) {
        throw S3Error.INVALID_REQUEST.with(
            "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm"
                + " header.");
      }
      return Checks.FULL_OBJECT;
    }
    boolean crc64 = algorithm.get() == Checksum.CRC64NVME;
    String type = asked == null ? (crc64 ? Checks.FULL_OBJECT : Checks.COMPOSITE) : asked;
    boolean sha = algorithm.get() == Checksum.SHA1 || algorithm.get() == Checksum.SHA256;
    if ((type.equals(Checks.FULL_OBJECT) && sha) || (type.equals(Checks.COMPOSITE) && crc64)) {
      throw S3Error.INVALID_REQUEST.with(
          "The "
              + type
              + " checksum type cannot be used with the "
              + algorithm.get().name().toLowerCase(Locale.ROOT)
              + " checksum algorithm.");
    }
    if (!type.equals(Checks.FULL_OBJECT) && !type.equals(Checks.COMPOSITE)) {
      throw S3Error.INVALID_REQUEST.with("Value for x-amz-checksum-type header is invalid.");
    }
    return type;
  }

  /** The checksum of the parts' checksums, with their number behind a hyphen. */
  static String composite(Checksum algorithm, List<Part> parts) {
    Checksum.Running running = algorithm.start();
    for (Part part : parts) {
      byte[] value = Base64.getDecoder().decode(part.checksum());
      running.update(value, 0, value.length);
    }
    return running.base64() + "-" + parts.size();
  }

  /** The checksum that reading the whole object would give; for CRCs only. */
  static String fullObject(Checksum algorithm, List<Part> parts) {
    long polynomial =
        switch (algorithm) {
          case CRC32 -> 0xEDB88320L;
          case CRC32C -> 0x82F63B78L;
          case CRC64NVME -> 0x9A6C9329AC4BC9B5L;
          case SHA1, SHA256, MD5 ->
              throw new IllegalArgumentException(algorithm + " of parts cannot be joined");
        };
    int bits = algorithm.size() * 8;
    long joined = 0;
    for (Part part : parts) {
      joined = shift(joined, part.size(), polynomial, bits) ^ value(part.checksum());
    }
    ByteBuffer bytes = ByteBuffer.allocate(algorithm.size());
    if (bits == 64) {
      bytes.putLong(joined);
    } else {
      bytes.putInt((int) joined);
    }
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  private static long value(String base64) {
    long value = 0;
    for (byte b : Base64.getDecoder().decode(base64)) {
      value = value << 8 | (b & 0xFF);
    }
    return value;
  }

  /** What becomes of a CRC when so many zero bytes follow. */
  private static long shift(long crc, long bytes, long polynomial, int bits) {
    long[] step = new long[bits];
    step[0] = polynomial;
    for (int i = 1; i < bits; i++) {
      step[i] = 1L << (i - 1);
    }
    // One zero bit, squared three times, is one zero byte.
    for (int i = 0; i < 3; i++) {
      step = square(step);
    }
    long result = crc;
    for (long n = bytes; n != 0; n >>>= 1) {
      if ((n & 1) != 0) {
        result = times(step, result);
      }
      step = square(step);
    }
    return result;
  }

  private static long times(long[] matrix, long vector) {
    long sum = 0;
    for (int i = 0; vector != 0; i++, vector >>>= 1) {
      if ((vector & 1) != 0) {
        sum ^= matrix[i];
      }
    }
    return sum;
  }

  private static long[] square(long[] matrix) {
    long[] squared = new long[matrix.length];
    for (int i = 0; i < matrix.length; i++) {
      squared[i] = times(matrix, matrix[i]);
    }
    return squared;
  }
}
