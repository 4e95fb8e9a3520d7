package io.tarn.catalog.inference;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * How a file's bytes are packed, told by its magic bytes and, where they have none, by its name.
 */
public enum Compression {
  NONE,
  GZIP,
  BZIP2,
  ZIP,
  ZSTD,
  LZ4,
  SNAPPY,
  XZ;

  private static final Pattern PACKED =
      Pattern.compile(
          "\\.(?:gz|gzip|bz2|bzip2|zip|zst|zstd|lz4|snappy|sz|xz)$", Pattern.CASE_INSENSITIVE);

  /** As Glue's {@code compressionType} says it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** A file's name without the ending that only tells how it is packed. */
  static String plainName(String name) {
    return PACKED.matcher(name).replaceFirst("");
  }

  /** Whether this room can look inside. */
  boolean isReadable() {
    return this != XZ;
  }

  static Compression of(byte[] head, String name) {
    if (begins(head, 0x1F, 0x8B)) {
      return GZIP;
    }
    if (begins(head, 'B', 'Z', 'h')) {
      return BZIP2;
    }
    if (begins(head, 'P', 'K', 3, 4)) {
      return ZIP;
    }
    if (begins(head, 0x28, 0xB5, 0x2F, 0xFD)) {
      return ZSTD;
    }
    if (begins(head, 0x04, 0x22, 0x4D, 0x18)) {
      return LZ4;
    }
    if (begins(head, 0xFD, '7', 'z', 'X', 'Z')) {
      return XZ;
    }
    boolean snappyName = name.endsWith(".snappy") || name.endsWith(".sz");
    return begins(head, 0xFF, 0x06, 0x00, 0x00, 's') || (snappyName && !begins(head, 'P', 'A', 'R'))
        ? SNAPPY
        : NONE;
  }

  private static boolean begins(byte[] bytes, int... magic) {
    if (bytes.length < magic.length) {
      return false;
    }
    for (int i = 0; i < magic.length; i++) {
      if ((bytes[i] & 0xFF) != magic[i]) {
        return false;
      }
    }
    return true;
  }
}
