package io.tarn.catalog.inference;

import io.airlift.compress.v3.snappy.SnappyHadoopStreams;
import io.airlift.compress.v3.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorInputStream;
import org.apache.commons.compress.compressors.snappy.FramedSnappyCompressorInputStream;

/**
 * Opens packed bytes as the stream they hold. Nothing is unpacked but what is read from the stream,
 * so that a reader that stops early is safe from bombs.
 */
final class Unpacking {
  private static final int BUFFER = 64 << 10;
  private static final int SNAPPY_FRAME = 0xFF;

  private Unpacking() {}

  /**
   * @throws IOException when the bytes are not packed as they begin; the message says why
   */
  static InputStream open(Compression compression, InputStream packed) throws IOException {
    return switch (compression) {
      case NONE -> packed;
      case GZIP -> new GZIPInputStream(packed, BUFFER);
      case BZIP2 -> new BZip2CompressorInputStream(packed, true);
      case ZIP -> firstFile(packed);
      case ZSTD -> new ZstdInputStream(packed);
      case LZ4 -> new FramedLZ4CompressorInputStream(packed, true);
      case SNAPPY -> snappy(packed);
      case XZ -> throw new IOException("xz is not read here");
    };
  }

  /** Either the framed format, or Hadoop's blocks, which have no magic bytes. */
  private static InputStream snappy(InputStream packed) throws IOException {
    PushbackInputStream in = new PushbackInputStream(packed, 1);
    int first = in.read();
    if (first < 0) {
      return in;
    }
    in.unread(first);
    return first == SNAPPY_FRAME
        ? new FramedSnappyCompressorInputStream(in)
        : new SnappyHadoopStreams().createInputStream(in);
  }

  /** A zip archive is read as Glue reads it: one file inside. */
  private static InputStream firstFile(InputStream packed) throws IOException {
    ZipInputStream zip = new ZipInputStream(packed);
    ZipEntry entry = zip.getNextEntry();
    while (entry != null && (entry.isDirectory() || isMacMetadata(entry.getName()))) {
      entry = zip.getNextEntry();
    }
    if (entry == null) {
      throw new IOException("the zip archive holds no file");
    }
    return new OneEntry(zip);
  }

  private static boolean isMacMetadata(String name) {
    return name.startsWith("__MACOSX/") || name.endsWith("/.DS_Store");
  }

  /** The current entry of an archive; after its end a second file is an error that names it. */
  private static final class OneEntry extends InputStream {
    private final ZipInputStream zip;
    private boolean ended;

    OneEntry(ZipInputStream zip) {
      this.zip = zip;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      int count = read(one, 0, 1);
      return count < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (ended) {
        return -1;
      }
      int count = zip.read(bytes, offset, length);
      if (count < 0) {
        ended = true;
        ZipEntry next = zip.getNextEntry();
        while (next != null && (next.isDirectory() || isMacMetadata(next.getName()))) {
          next = zip.getNextEntry();
        }
        if (next != null) {
          throw new MoreFilesException(next.getName());
        }
      }
      return count;
    }

    @Override
    public void close() throws IOException {
      zip.close();
    }
  }

  /** An archive of several files: no reader of tables takes more than the first. */
  static final class MoreFilesException extends IOException {
    private static final long serialVersionUID = 1L;

    MoreFilesException(String second) {
      super("the zip archive holds more than one file, the second is " + second);
    }
  }
}
