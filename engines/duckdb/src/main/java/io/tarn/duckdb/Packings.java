package io.tarn.duckdb;

import io.tarn.sql.spi.EngineException;
import io.tarn.sql.spi.SourceFile;
import io.trino.hive.formats.compression.CompressionKind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Optional;

/**
 * How a file of lines is packed goes by its name, as in Hive. A file whose first bytes say that it
 * is packed otherwise would be read as lines of noise; it is named instead.
 */
final class Packings {
  private static final int LOOK = 6;

  private Packings() {}

  static void check(SourceFile file) throws IOException {
    byte[] head;
    try (InputStream in = Files.newInputStream(file.path())) {
      head = in.readNBytes(LOOK);
    }
    String found = otherwise(head, CompressionKind.forFile(file.uri()));
    if (!found.isEmpty()) {
      throw new EngineException("HIVE_BAD_DATA", "File " + file.uri() + " is " + found);
    }
  }

  private static String otherwise(byte[] head, Optional<CompressionKind> named) {
    if (begins(head, 'P', 'K', 3, 4)) {
      return "a zip archive, which no SerDe reads";
    }
    if (begins(head, 0xFD, '7', 'z', 'X', 'Z')) {
      return "compressed with xz, which no SerDe reads";
    }
    if (begins(head, 0x04, 0x22, 0x4D, 0x18)) {
      return "compressed as an LZ4 frame, where Hadoop's blocks of LZ4 are read";
    }
    if (begins(head, 0xFF, 0x06, 0x00, 0x00, 's')) {
      return "compressed as a Snappy frame, where Hadoop's blocks of Snappy are read";
    }
    if (begins(head, 0x1F, 0x8B, 8) && !named.equals(Optional.of(CompressionKind.GZIP))) {
      return "compressed with gzip, which its name does not say by .gz";
    }
    boolean zstandard = begins(head, 0x28, 0xB5, 0x2F, 0xFD);
    return zstandard && !named.equals(Optional.of(CompressionKind.ZSTD))
        ? "compressed with Zstandard, which its name does not say by .zst"
        : "";
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
