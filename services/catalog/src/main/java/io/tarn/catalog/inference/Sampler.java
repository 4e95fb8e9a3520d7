package io.tarn.catalog.inference;

import io.tarn.kernel.ServiceError;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/**
 * Reads of a file what decides and says what the file is: all of a small one; the beginning and
 * parts spread over the rest of a large one; the footer of one that describes itself.
 */
final class Sampler {
  private static final int BAD_REQUEST = 400;
  private static final int MAGIC = 16;
  private static final int WHOLE_MAX = 8 << 20;
  private static final int HEAD = 2 << 20;
  private static final int PIECE = 256 << 10;
  private static final int PIECES = 8;
  private static final int TAIL = 16 << 10;
  private static final int BUFFER = 64 << 10;

  private final FileSource source;

  Sampler(FileSource source) {
    this.source = source;
  }

  FileFinding probe(ListedFile file, ProbeRules rules) {
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
      Unpacked sample =
          compression == Compression.NONE || !compression.isReadable()
              ? new Unpacked(sample(file, compression), "")
              : unpack(file, compression);
      Optional<String> inside = FileProbe.selfDescribing(sample.sample().head());
      if (compression != Compression.NONE && inside.isPresent()) {
        return FileFinding.unreadable(
            file.uri(),
            compression,
            inside.get() + " inside " + compression.text() + ": no reader takes that");
      }
      FileFinding found =
          FileProbe.text(sample.sample(), rules, offset -> linesBefore(file, offset));
      return sample.warning().isEmpty()
          ? found
          : found.withWarning(sample.warning()).withFault(sample.warning());
    } catch (ServiceError e) {
      if (e.status() != BAD_REQUEST || e.code().startsWith("AccessDenied")) {
        throw e;
      }
      // This one object cannot be opened, by whomever: its key is its writer's, or is switched off.
      return unreadable(file, compression, e.code() + ": " + e.message());
    } catch (CancellationException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // Bytes that are not what they seem trip readers in more ways than an IOException.
      return unreadable(file, compression, String.valueOf(e.getMessage()));
    }
  }

  private static FileFinding unreadable(ListedFile file, Compression compression, String why) {
    return FileFinding.unreadable(file.uri(), compression, "cannot be read: " + why);
  }

  private FileFinding describe(ListedFile file, String format) throws IOException {
    ProbedFile probed = read(file, format);
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

  private ProbedFile read(ListedFile file, String format) throws IOException {
    return switch (format) {
      case "avro" -> AvroHeader.read(read(file, 0, HEAD), file.size() <= HEAD);
      case "orc" -> {
        byte[] end = end(file, TAIL);
        OrcFooter.Tail tail = OrcFooter.tail(end);
        yield OrcFooter.read(tail.length() <= end.length ? end : end(file, tail.length()), tail);
      }
      case "parquet" -> {
        byte[] end = end(file, TAIL);
        int length = ParquetFooter.length(end);
        yield ParquetFooter.read(length <= end.length ? end : end(file, length), length);
      }
      default -> throw new IOException(format + " files are not read by this lake");
    };
  }

  /** What was unpacked, and what was wrong with the rest; empty when nothing was. */
  private record Unpacked(FileSample sample, String warning) {}

  /** Unpacks no more than it looks at, so that a bomb of zeros does no harm. */
  private Unpacked unpack(ListedFile file, Compression compression) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    boolean whole = false;
    String warning = "";
    try (InputStream packed = source.open(file, 0, file.size());
        InputStream in = Unpacking.open(compression, new BufferedInputStream(packed, BUFFER))) {
      byte[] buffer = new byte[BUFFER];
      int count = in.read(buffer);
      while (count >= 0 && head.size() < HEAD) {
        head.write(buffer, 0, count);
        count = in.read(buffer);
      }
      whole = count < 0;
    } catch (IOException | RuntimeException e) {
      String reason = e.getMessage() == null ? "it ends too early" : e.getMessage();
      if (head.size() == 0) {
        throw new IOException("the " + compression.text() + " data is broken: " + reason, e);
      }
      whole = e instanceof Unpacking.MoreFilesException;
      warning =
          file.uri()
              + (whole ? ": " : ": the " + compression.text() + " data is broken: ")
              + reason
              + (whole ? "; only the first is looked at" : "");
    }
    return new Unpacked(
        new FileSample(file.uri(), file.size(), compression, head.toByteArray(), whole, List.of()),
        warning);
  }

  private byte[] read(ListedFile file, long offset, int length) throws IOException {
    try (InputStream in = source.open(file, offset, Math.min(length, file.size() - offset))) {
      return in.readNBytes(length);
    }
  }

  /** The last bytes of a file, or all there are. */
  private byte[] end(ListedFile file, long length) throws IOException {
    int near = (int) Math.min(file.size(), length);
    return read(file, file.size() - near, near);
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
