package io.tarn.duckdb;

import static java.util.stream.Collectors.joining;

import io.tarn.catalog.inference.DelimitedRows;
import io.tarn.sql.spi.EngineException;
import io.tarn.sql.spi.LakeColumn;
import io.tarn.sql.spi.LakeTable;
import io.tarn.sql.spi.TableFormat;
import io.trino.hive.formats.line.Column;
import io.trino.hive.formats.line.LineBuffer;
import io.trino.hive.formats.line.LineDeserializer;
import io.trino.hive.formats.line.LineDeserializerFactory;
import io.trino.hive.formats.line.LineReader;
import io.trino.hive.formats.line.LineReaderFactory;
import io.trino.hive.formats.line.json.JsonDeserializerFactory;
import io.trino.hive.formats.line.openxjson.OpenXJsonDeserializerFactory;
import io.trino.hive.formats.line.regex.RegexDeserializerFactory;
import io.trino.hive.formats.line.sequence.SequenceFileReaderFactory;
import io.trino.hive.formats.line.text.TextLineReaderFactory;
import io.trino.spi.Page;
import io.trino.spi.PageBuilder;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Files of lines: Hive's SerDes as Trino implements them, over Hadoop's lines and compressions. A
 * line that a SerDe does not take is named with file, line, column and value.
 */
final class LineFiles {
  private static final int BUFFER = 64 << 10;
  private static final int SHORT_LINE = 1 << 10;

  /** The longest line, as Trino's {@code hive.text.max-line-length} without a setting. */
  static final int LONGEST_LINE = 100 << 20;

  private static final int ROWS = PageScans.CHUNK;
  private static final long PAGE_BYTES = 4L << 20;
  private static final LineReaderFactory TEXT =
      new TextLineReaderFactory(BUFFER, SHORT_LINE, LONGEST_LINE);
  private static final LineReaderFactory SEQUENCE =
      new SequenceFileReaderFactory(SHORT_LINE, LONGEST_LINE);

  private LineFiles() {}

  static int headerLines(LakeTable layout) {
    return lines(layout, "skip.header.line.count");
  }

  static int footerLines(LakeTable layout) {
    return lines(layout, "skip.footer.line.count");
  }

  private static int lines(LakeTable layout, String property) {
    String text = layout.property(property, "0").strip();
    try {
      int lines = Integer.parseInt(text);
      if (lines >= 0) {
        return lines;
      }
    } catch (NumberFormatException e) {
      throw invalid(property, text, e);
    }
    throw invalid(property, text, null);
  }

  private static EngineException invalid(
      String property, String text, @Nullable NumberFormatException cause) {
    String message = "Invalid value for " + property + " property: " + text;
    return cause == null
        ? new EngineException("HIVE_INVALID_METADATA", message)
        : new EngineException("HIVE_INVALID_METADATA", message, cause);
  }

  static PageScans.Pages open(FileScan.Part part, List<LakeColumn> columns) throws IOException {
    LakeTable layout = part.file().layout();
    if (CrawledRows.reads(layout)) {
      return new CrawledRows(part.file(), columns);
    }
    LineReaderFactory readers = layout.format() == TableFormat.SEQUENCE_FILE ? SEQUENCE : TEXT;
    LineDeserializer deserializer = deserializer(layout, columns);
    if (readers == TEXT) {
      Packings.check(part.file());
    }
    Optional<Charset> encoding = readers == TEXT ? EncodedLines.of(layout) : Optional.empty();
    LineReader reader =
        encoding.isPresent()
            ? EncodedLines.open(part.file(), encoding.get(), readers)
            : readers.createLineReader(
                new PinnedInput(part.file()),
                part.start(),
                part.length(),
                headerLines(layout),
                footerLines(layout));
    return new Lines(part, columns, reader, readers.createLineBuffer(), deserializer);
  }

  /** What turns lines into the columns; without any column lines are only counted. */
  static LineDeserializer deserializer(LakeTable layout, List<LakeColumn> columns) {
    if (columns.isEmpty()) {
      return LineDeserializer.EMPTY_LINE_DESERIALIZER;
    }
    try {
      return switch (layout.format()) {
        case QUOTED_CSV -> new QuotedLines(layout, columns);
        case GROK -> GrokLines.of(layout, columns);
        case JSON_LINES, OPENX_JSON, REGEX ->
            factory(layout.format()).create(columns(columns), properties(layout));
        default -> new SimpleFields(columns, layout.columns().size(), properties(layout));
      };
    } catch (IllegalArgumentException e) {
      throw new EngineException(
          "HIVE_INVALID_METADATA", "Table " + layout.name() + ": " + e.getMessage(), e);
    }
  }

  private static LineDeserializerFactory factory(TableFormat format) {
    return switch (format) {
      case JSON_LINES -> new JsonDeserializerFactory();
      case OPENX_JSON -> new OpenXJsonDeserializerFactory();
      default -> new RegexDeserializerFactory();
    };
  }

  /** The table's properties, with what Hive's metastore adds for SerDes that count columns. */
  private static Map<String, String> properties(LakeTable layout) {
    Map<String, String> properties = new HashMap<>(layout.properties());
    properties.put(
        "columns", layout.columns().stream().map(LakeColumn::name).collect(joining(",")));
    return properties;
  }

  static List<Column> columns(List<LakeColumn> columns) {
    return columns.stream()
        .map(column -> new Column(column.name(), column.type(), column.index()))
        .toList();
  }

  private static final class Lines implements PageScans.Pages {
    private final FileScan.Part part;
    private final List<LakeColumn> columns;
    private final LineReader reader;
    private final LineBuffer line;
    private final LineDeserializer deserializer;
    private final PageBuilder builder;
    private final @Nullable OpenQuotes quotes;
    private final LineBuffer more;
    private final boolean emptyLinesAreNone;
    private final int delimiter;
    private long count;

    Lines(
        FileScan.Part part,
        List<LakeColumn> columns,
        LineReader reader,
        LineBuffer line,
        LineDeserializer deserializer) {
      this.part = part;
      this.columns = columns;
      this.reader = reader;
      this.line = line;
      this.deserializer = deserializer;
      LakeTable layout = part.file().layout();
      this.quotes = layout.format() == TableFormat.QUOTED_CSV ? OpenQuotes.of(layout) : null;
      this.emptyLinesAreNone =
          layout.property(DelimitedRows.PARAMETER, "").equals(DelimitedRows.RULES)
              && layout.columns().size() > 1;
      this.delimiter = layout.property("field.delim", "").chars().findFirst().orElse(1);
      this.more = quotes == null ? line : TEXT.createLineBuffer();
      this.builder = new PageBuilder(ROWS, columns.stream().map(LakeColumn::type).toList());
    }

    @Override
    public @Nullable Page next() throws IOException {
      if (reader.isClosed()) {
        return null;
      }
      // The lines' bytes stand for the page's, which would have to be asked of every column.
      long bytes = 0;
      while (builder.getPositionCount() < ROWS && bytes < PAGE_BYTES) {
        if (!read()) {
          break;
        }
        bytes += line.getLength();
        try {
          deserializer.deserialize(line, builder);
        } catch (EngineException e) {
          throw e;
        } catch (IOException | RuntimeException e) {
          throw BadLine.of(part, count, line, columns, e);
        }
      }
      if (builder.isEmpty()) {
        return null;
      }
      Page page = builder.build();
      builder.reset();
      return page;
    }

    private boolean read() throws IOException {
      boolean found = readLine();
      while (found && emptyLinesAreNone && isBlank()) {
        found = readLine();
      }
      if (found && quotes != null) {
        boolean open = quotes.staysOpen(line, false);
        while (open && reader.readLine(more)) {
          count++;
          open = quotes.staysOpen(more, true);
          line.write('\n');
          line.write(more.getBuffer(), 0, more.getLength());
        }
      }
      return found;
    }

    /** One cell with blanks at most: what stands between delimiters is a row. */
    private boolean isBlank() {
      byte[] bytes = line.getBuffer();
      for (int i = 0; i < line.getLength(); i++) {
        if (bytes[i] != delimiter && (bytes[i] == ' ' || bytes[i] == '\t')) {
          continue;
        }
        return false;
      }
      return true;
    }

    private boolean readLine() throws IOException {
      boolean found = reader.readLine(line);
      count += found ? 1 : 0;
      return found;
    }

    @Override
    public void close() throws IOException {
      reader.close();
    }
  }
}
