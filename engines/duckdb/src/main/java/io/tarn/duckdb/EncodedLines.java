package io.tarn.duckdb;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tarn.sql.spi.EngineException;
import io.tarn.sql.spi.LakeTable;
import io.tarn.sql.spi.SourceFile;
import io.trino.hive.formats.compression.CompressionKind;
import io.trino.hive.formats.line.FooterAwareLineReader;
import io.trino.hive.formats.line.LineReader;
import io.trino.hive.formats.line.LineReaderFactory;
import io.trino.hive.formats.line.text.TextLineReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Optional;

/**
 * Lines of files in other encodings than UTF-8, as the table's {@code serialization.encoding} names
 * them: the SerDes get them in UTF-8.
 */
final class EncodedLines {
  private static final int BUFFER = 64 << 10;
  private static final char MARK = '\uFEFF';

  private EncodedLines() {}

  /** The encoding that must be turned into UTF-8; empty when lines are UTF-8 already. */
  static Optional<Charset> of(LakeTable layout) {
    String name = layout.property("serialization.encoding", "").strip();
    if (name.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Charset.forName(name)).filter(charset -> !charset.equals(UTF_8));
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      throw new EngineException(
          "HIVE_INVALID_METADATA",
          "Table " + layout.name() + ": serialization.encoding is no encoding: " + name,
          e);
    }
  }

  static LineReader open(SourceFile file, Charset charset, LineReaderFactory buffers)
      throws IOException {
    LakeTable layout = file.layout();
    TextLineReader reader =
        TextLineReader.createUncompressedReader(new Utf8(unpacked(file), charset), BUFFER);
    reader.skipLines(LineFiles.headerLines(layout));
    int footer = LineFiles.footerLines(layout);
    return footer == 0
        ? reader
        : new FooterAwareLineReader(reader, footer, buffers::createLineBuffer);
  }

  /** The file's bytes, unpacked as its name says. */
  static InputStream unpacked(SourceFile file) throws IOException {
    InputStream stored = new PinnedInput(file).newStream();
    Optional<CompressionKind> packing = CompressionKind.forFile(file.uri());
    return packing.isPresent()
        ? packing.get().createCodec().createStreamDecompressor(stored)
        : stored;
  }

  /** Characters of one encoding as bytes of UTF-8, without a byte order mark. */
  private static final class Utf8 extends InputStream {
    private final Reader reader;
    private final char[] chars = new char[BUFFER];
    private byte[] bytes = new byte[0];
    private int at;
    private int high = -1;
    private boolean begun;

    Utf8(InputStream in, Charset charset) {
      reader = new BufferedReader(new InputStreamReader(in, charset), BUFFER);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      while (at == bytes.length) {
        if (!fill()) {
          return -1;
        }
      }
      int count = Math.min(length, bytes.length - at);
      System.arraycopy(bytes, at, to, offset, count);
      at += count;
      return count;
    }

    /** The next bytes; a pair of surrogates that a read cut in two stays together. */
    private boolean fill() throws IOException {
      int from = 0;
      if (high >= 0) {
        chars[from++] = (char) high;
        high = -1;
      }
      int read = reader.read(chars, from, chars.length - from);
      int end = from + Math.max(0, read);
      if (end == 0) {
        return false;
      }
      if (read > 0 && Character.isHighSurrogate(chars[end - 1])) {
        high = chars[--end];
      }
      int begin = !begun && end > 0 && chars[0] == MARK ? 1 : 0;
      begun |= end > 0;
      bytes = new String(chars, begin, end - begin).getBytes(UTF_8);
      at = 0;
      return true;
    }

    @Override
    public void close() throws IOException {
      reader.close();
    }
  }
}
