package io.tarn.catalog.inference;

import io.tarn.catalog.spi.FileProber;
import io.tarn.catalog.spi.ProbedFile;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads of a file what decides and says what the file is: all of a small one; the beginning and
 * parts spread over the rest of a large one; the footer of one that describes itself.
 */
final class Sampler {
  private static final int MAGIC = 16;
  private static final int WHOLE_MAX = 8 << 20;
  private static final int HEAD = 2 << 20;
  private static final int PIECE = 256 << 10;
  private static final int PIECES = 8;
  private static final int BUFFER = 64 << 10;

  private final FileSource source;
  private final Map<String, FileProber> probers;

  Sampler(FileSource source, Map<String, FileProber> probers) {
    this.source = source;
    this.probers = Map.copyOf(probers);
  }

  FileFinding probe(ListedFile file, HeaderRule rule) {
    Compression compression = Compression.NONE;
    try {
      if (file.size() == 0) {
        return FileFinding.nothing(file.uri(), compression, "empty: no evidence");
      }
      byte[] magic = read(file, 0, MAGIC);
      Optional<String> format = FileProbe.selfDescribing(magic);
      if (format.isPresent()) {
        return describe(file, format.get());
      }
      compression = Compression.of(magic, file.key());
      FileSample sample =
          compression == Compression.GZIP ? unpack(file) : sample(file, compression);
      return FileProbe.text(sample, rule, offset -> linesBefore(file, offset));
    } catch (IOException | UncheckedIOException e) {
      return FileFinding.unknown(
          file.uri(), compression, "cannot be read: " + String.valueOf(e.getMessage()));
    }
  }

  private FileFinding describe(ListedFile file, String format) throws IOException {
    FileProber prober = probers.get(format);
    if (prober == null) {
      return FileFinding.unknown(
          file.uri(), Compression.NONE, format + " files are not read by this lake");
    }
    ProbedFile probed = source.lend(file, path -> prober.probe(format, path));
    List<ColumnFinding> columns = new ArrayList<>();
    for (ProbedFile.Column column : probed.columns()) {
      columns.add(
          new ColumnFinding(
              column.name().toLowerCase(Locale.ROOT),
              HiveType.parse(column.hiveType()),
              "the footer of " + file.uri() + " says so"));
    }
    return new FileFinding(
        file.uri(),
        new FileFormat.SelfDescribing(format, probed.compression()),
        Compression.NONE,
        columns,
        probed.rows(),
        file.size(),
        true,
        List.of(format + " by its footer: " + probed.rows() + " rows, " + probed.compression()),
        List.of());
  }

  private FileSample sample(ListedFile file, Compression compression) throws IOException {
    if (file.size() <= WHOLE_MAX || !compression.isReadable()) {
      byte[] bytes = read(file, 0, compression.isReadable() ? WHOLE_MAX : MAGIC);
      return new FileSample(file.uri(), file.size(), compression, bytes, true, List.of());
    }
    byte[] head = read(file, 0, HEAD);
    List<FileSample.Piece> pieces = new ArrayList<>();
    long stride = (file.size() - HEAD - PIECE) / PIECES;
    for (int i = 1; i <= PIECES; i++) {
      long offset = HEAD + stride * i;
      pieces.add(new FileSample.Piece(offset, read(file, offset, PIECE)));
    }
    return new FileSample(file.uri(), file.size(), compression, head, false, pieces);
  }

  /** Unpacks no more than it looks at, so that a bomb of zeros does no harm. */
  private FileSample unpack(ListedFile file) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    boolean whole = false;
    try (InputStream packed = source.open(file, 0, file.size());
        InputStream in = new GZIPInputStream(packed, BUFFER)) {
      byte[] buffer = new byte[BUFFER];
      int count = in.read(buffer);
      while (count >= 0 && head.size() < HEAD) {
        head.write(buffer, 0, count);
        count = in.read(buffer);
      }
      whole = count < 0;
    } catch (EOFException | ZipException e) {
      if (head.size() == 0) {
        throw new IOException("the gzip data is broken: " + e.getMessage(), e);
      }
    }
    return new FileSample(
        file.uri(), file.size(), Compression.GZIP, head.toByteArray(), whole, List.of());
  }

  private byte[] read(ListedFile file, long offset, int length) throws IOException {
    try (InputStream in = source.open(file, offset, Math.min(length, file.size() - offset))) {
      return in.readNBytes(length);
    }
  }

  private long linesBefore(ListedFile file, long offset) {
    long lines = 0;
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = source.open(file, 0, offset)) {
      int count = in.read(buffer);
      while (count >= 0) {
        for (int i = 0; i < count; i++) {
          lines += buffer[i] == '\n' ? 1 : 0;
        }
        count = in.read(buffer);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return lines;
  }
}
