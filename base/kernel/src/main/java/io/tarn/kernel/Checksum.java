package io.tarn.kernel;

import static java.util.Objects.requireNonNull;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * The checksums that S3 knows, each computed while bytes stream by. Source: Amazon S3 User Guide,
 * "Checking object integrity". CRC values are big-endian bytes, as on the wire.
 */
public enum Checksum {
  CRC32(4),
  CRC32C(4),
  CRC64NVME(8),
  SHA1(20),
  SHA256(32),
  MD5(16);

  private final int size;

  Checksum(int size) {
    this.size = size;
  }

  /** The number of bytes of a value. */
  public int size() {
    return size;
  }

  /** The header that carries a value of an object or part, e.g. {@code x-amz-checksum-crc32}. */
  public String header() {
    return this == MD5 ? "content-md5" : "x-amz-checksum-" + name().toLowerCase(Locale.ROOT);
  }

  /** The algorithm of a header as {@link #header} names it. */
  public static Optional<Checksum> ofHeader(String header) {
    String name = header.toLowerCase(Locale.ROOT);
    for (Checksum checksum : values()) {
      if (checksum.header().equals(name)) {
        return Optional.of(checksum);
      }
    }
    return Optional.empty();
  }

  /** The algorithm by AWS's name ({@code CRC32}), in any case. */
  public static Optional<Checksum> ofName(String name) {
    for (Checksum checksum : values()) {
      if (checksum.name().equalsIgnoreCase(name)) {
        return Optional.of(checksum);
      }
    }
    return Optional.empty();
  }

  /** The bytes of a value in Base64, when it has this algorithm's length. */
  public Optional<byte[]> decode(String base64) {
    try {
      byte[] value = Base64.getDecoder().decode(base64);
      return value.length == size ? Optional.of(value) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  public Running start() {
    return switch (this) {
      case CRC32 -> new Zip(new CRC32());
      case CRC32C -> new Zip(new CRC32C());
      case CRC64NVME -> new Crc64Nvme();
      case SHA1 -> new Digest("SHA-1");
      case SHA256 -> new Digest("SHA-256");
      case MD5 -> new Digest("MD5");
    };
  }

  /** A checksum under way. Not thread-safe. */
  public interface Running {
    void update(byte[] bytes, int offset, int length);

    /** The value of all bytes so far. Ends the computation. */
    byte[] value();

    default String base64() {
      return Base64.getEncoder().encodeToString(value());
    }
  }

  private record Zip(java.util.zip.Checksum checksum) implements Running {
    @Override
    public void update(byte[] bytes, int offset, int length) {
      checksum.update(bytes, offset, length);
    }

    @Override
    public byte[] value() {
      long value = checksum.getValue();
      return new byte[] {
        (byte) (value >>> 24), (byte) (value >>> 16), (byte) (value >>> 8), (byte) value
      };
    }
  }

  private static final class Digest implements Running {
    private final MessageDigest digest;

    Digest(String algorithm) {
      requireNonNull(algorithm, "algorithm is null");
      try {
        digest = MessageDigest.getInstance(algorithm);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(algorithm + " is missing from this JDK", e);
      }
    }

    @Override
    public void update(byte[] bytes, int offset, int length) {
      digest.update(bytes, offset, length);
    }

    @Override
    public byte[] value() {
      return digest.digest();
    }
  }
}
