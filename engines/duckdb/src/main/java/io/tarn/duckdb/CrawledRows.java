package io.tarn.duckdb;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tarn.catalog.inference.DelimitedRows;
import io.tarn.catalog.inference.Dialect;
import io.tarn.catalog.inference.Row;
import io.tarn.sql.spi.EngineException;
import io.tarn.sql.spi.LakeColumn;
import io.tarn.sql.spi.LakeTable;
import io.tarn.sql.spi.SourceFile;
import io.tarn.sql.spi.TableFormat;
import io.trino.spi.Page;
import io.trino.spi.PageBuilder;
import io.trino.spi.block.BlockBuilder;
import io.trino.spi.type.Type;
import io.trino.spi.type.TypeUtils;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Quoted text whose table a crawl has made, read by the reader that the crawl found the table with.
 * A table that people have declared has OpenCSVSerde's rows, see {@link QuotedLines}.
 */
final class CrawledRows implements PageScans.Pages {
  private static final String ESCAPE = "escapeChar";

  private final SourceFile file;
  private final List<LakeColumn> columns;
  private final DelimitedRows rows;
  private final PageBuilder builder;

  CrawledRows(SourceFile file, List<LakeColumn> columns) throws IOException {
    QuotedLines.check(columns);
    Packings.check(file);
    this.file = file;
    this.columns = columns;
    LakeTable layout = file.layout();
    this.rows =
        new DelimitedRows(
            new InputStreamReader(
                EncodedLines.unpacked(file), EncodedLines.of(layout).orElse(UTF_8)),
            dialect(layout),
            layout.columns().size(),
            LineFiles.headerLines(layout),
            LineFiles.LONGEST_LINE);
    this.builder =
        new PageBuilder(PageScans.CHUNK, columns.stream().map(LakeColumn::type).toList());
  }

  /** Whether the table says that a crawl's reader made it, and nothing that this cannot do. */
  static boolean reads(LakeTable layout) {
    return layout.format() == TableFormat.QUOTED_CSV
        && layout.property(DelimitedRows.PARAMETER, "").equals(DelimitedRows.RULES)
        && LineFiles.footerLines(layout) == 0;
  }

  /** How rows are written so that they are read again: nothing but a backslash escapes. */
  static Map<String, String> writing(Map<String, String> properties) {
    boolean crawled =
        DelimitedRows.RULES.equals(properties.get(DelimitedRows.PARAMETER))
            && !"\\".equals(properties.get(ESCAPE));
    if (!crawled) {
      return properties;
    }
    Map<String, String> doubling = new HashMap<>(properties);
    doubling.put(ESCAPE, properties.getOrDefault("quoteChar", "\""));
    return doubling;
  }

  private static Dialect dialect(LakeTable layout) {
    char quote = layout.property("quoteChar", "\"").charAt(0);
    boolean backslash = layout.property(ESCAPE, "").equals("\\");
    return new Dialect(
        layout.property("separatorChar", ",").charAt(0), quote, backslash ? '\\' : quote);
  }

  @Override
  public @Nullable Page next() throws IOException {
    while (!builder.isFull() && builder.getPositionCount() < PageScans.CHUNK) {
      Row row = read();
      if (row == null) {
        break;
      }
      append(row);
    }
    if (builder.isEmpty()) {
      return null;
    }
    Page page = builder.build();
    builder.reset();
    return page;
  }

  private @Nullable Row read() throws IOException {
    try {
      return rows.next();
    } catch (IOException e) {
      throw new EngineException(
          "HIVE_CURSOR_ERROR", "Failed to read file " + file.uri() + ": " + e.getMessage(), e);
    }
  }

  private void append(Row row) {
    builder.declarePosition();
    for (int i = 0; i < columns.size(); i++) {
      LakeColumn column = columns.get(i);
      BlockBuilder block = builder.getBlockBuilder(i);
      if (column.index() >= row.cells().size()) {
        block.appendNull();
        continue;
      }
      String text = row.cells().get(column.index());
      Type type = column.type();
      try {
        TypeUtils.writeNativeValue(type, block, QuotedLines.value(type, text));
      } catch (IllegalArgumentException e) {
        throw BadLine.value("file " + file.uri() + ", line " + row.line(), column, text, e);
      }
    }
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }
}
