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
 * by the algebra of their polynomials: appending n zero bytes multiplies by x to the 8n, whose
 * power is made of squares along the bits of n (the method of zlib's crc32_combine since 1.2.12).
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
    Field field = new Field(polynomial, bits);
    long joined = 0;
    for (Part part : parts) {
      joined = field.times(field.zeros(part.size()), joined) ^ value(part.checksum());
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

  /** Polynomials modulo a CRC's, the highest bit being the coefficient of one. */
  private static final class Field {
    /** Enough for 8 times the bytes of the largest object there can be. */
    private static final int SQUARES = Long.SIZE;

    private final long polynomial;
    private final long one;
    private final long[] squares = new long[SQUARES];

    Field(long polynomial, int bits) {
      this.polynomial = polynomial;
      one = 1L << (bits - 1);
      squares[0] = one >>> 1;
      for (int i = 1; i < SQUARES; i++) {
        squares[i] = times(squares[i - 1], squares[i - 1]);
      }
    }

    /** What so many zero bytes multiply a CRC by. */
    long zeros(long bytes) {
      long power = one;
      int square = 3;
      for (long n = bytes; n != 0; n >>>= 1) {
        if ((n & 1) != 0) {
          power = times(squares[square], power);
        }
        square++;
      }
      return power;
    }

    long times(long first, long second) {
      long product = 0;
      long shifted = second;
      for (long bit = one; bit != 0; bit >>>= 1) {
        if ((first & bit) != 0) {
          product ^= shifted;
        }
        shifted = (shifted & 1) == 0 ? shifted >>> 1 : shifted >>> 1 ^ polynomial;
      }
      return product;
    }
  }
}
