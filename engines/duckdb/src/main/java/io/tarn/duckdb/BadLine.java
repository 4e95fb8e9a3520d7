package io.tarn.duckdb;

import io.tarn.sql.spi.EngineException;
import io.tarn.sql.spi.LakeColumn;
import io.tarn.sql.spi.TableFormat;
import io.trino.hive.formats.compression.CompressionKind;
import io.trino.hive.formats.line.LineBuffer;
import io.trino.hive.formats.line.LineDeserializer;
import io.trino.spi.PageBuilder;
import io.trino.spi.block.Block;
import io.trino.spi.type.VarcharType;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Why a line is no row: which column's value, found by reading the line once more by columns. */
final class BadLine {
  private static final int SHOWN = 200;

  private BadLine() {}

  /**
   * @param number the line's place among those of the part that were read, from 1
   */
  static EngineException of(
      FileScan.Part part, long number, LineBuffer line, List<LakeColumn> columns, Exception cause) {
    String where = where(part, number);
    for (LakeColumn column : columns) {
      Optional<Exception> failure = failure(part, line, column);
      if (failure.isPresent()) {
        if (failure(part, line, as(column)).isPresent()) {
          // The line fails for every column, so it is no row at all.
          break;
        }
        return value(where, column, raw(part, line, column), failure.get());
      }
    }
    String code = "HIVE_CURSOR_ERROR";
    String row =
        switch (part.file().layout().format()) {
          case JSON_LINES, OPENX_JSON -> "Row is not a valid JSON Object - JSONException: ";
          default -> "Failed to read line: ";
        };
    return new EngineException(
        code,
        row
            + clean(Objects.requireNonNullElse(cause.getMessage(), cause.toString()))
            + " ("
            + where
            + "): "
            + text(line),
        cause);
  }

  /** A value that its column's type does not take, in Athena's words. */
  static EngineException value(String where, LakeColumn column, String value, Exception cause) {
    return new EngineException(
        "HIVE_BAD_DATA",
        "Error parsing field value '"
            + clean(value)
            + "' for field "
            + column.index()
            + ": "
            + clean(Objects.requireNonNullElse(cause.getMessage(), "not a value of its type"))
            + " ("
            + where
            + ", column '"
            + column.name()
            + "' of type "
            + column.type().getDisplayName()
            + ")",
        cause);
  }

  private static LakeColumn as(LakeColumn column) {
    return new LakeColumn(column.name(), VarcharType.VARCHAR, column.index(), column.kind());
  }

  private static Optional<Exception> failure(
      FileScan.Part part, LineBuffer line, LakeColumn column) {
    try {
      block(part, line, column);
      return Optional.empty();
    } catch (IOException | RuntimeException e) {
      return Optional.of(e);
    }
  }

  private static Block block(FileScan.Part part, LineBuffer line, LakeColumn column)
      throws IOException {
    LineDeserializer one = LineFiles.deserializer(part.file().layout(), List.of(column));
    PageBuilder builder = new PageBuilder(1, List.of(column.type()));
    one.deserialize(line, builder);
    return builder.build().getBlock(0);
  }

  /** The value as the file spells it. */
  private static String raw(FileScan.Part part, LineBuffer line, LakeColumn column) {
    try {
      Block block = block(part, line, as(column));
      return block.isNull(0) ? "" : VarcharType.VARCHAR.getSlice(block, 0).toStringUtf8();
    } catch (IOException | RuntimeException e) {
      return text(line);
    }
  }

  private static String text(LineBuffer line) {
    return clean(new String(line.getBuffer(), 0, line.getLength(), StandardCharsets.UTF_8));
  }

  /** Without line ends and other control characters, and not too long. */
  static String clean(String text) {
    // Jackson's messages end with where its source would be shown.
    int source = text.indexOf("at [Source:");
    return shortened(source < 0 ? text : text.substring(0, source));
  }

  private static String shortened(String text) {
    String cut = text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
    return cut.replaceAll("\\p{Cntrl}+", " ").strip();
  }

  private static String where(FileScan.Part part, long number) {
    String uri = part.file().uri();
    if (part.file().layout().format() == TableFormat.SEQUENCE_FILE) {
      return "file " + uri + ", record " + number;
    }
    try {
      return "file " + uri + ", line " + (number + linesBefore(part));
    } catch (IOException e) {
      return "file " + uri + ", line " + number + " from byte " + part.start();
    }
  }

  /** Lines that lie before the first one of the part; what is begun at its start is not its own. */
  private static long linesBefore(FileScan.Part part) throws IOException {
    if (part.start() == 0 || CompressionKind.forFile(part.file().uri()).isPresent()) {
      return LineFiles.headerLines(part.file().layout());
    }
    long lines = 1;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(part.file().path()))) {
      int before = 0;
      for (long at = 0; at < part.start(); at++) {
        int read = in.read();
        lines += read == '\n' || (before == '\r') ? 1 : 0;
        before = read;
      }
    }
    return lines;
  }
}
