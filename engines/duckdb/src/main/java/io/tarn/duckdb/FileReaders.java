package io.tarn.duckdb;

import io.tarn.sql.spi.EngineException;
import io.tarn.sql.spi.LakeColumn;
import io.tarn.sql.spi.LakeTable;
import io.tarn.sql.spi.SourceFile;
import io.tarn.sql.spi.TableFormat;
import io.trino.hive.formats.compression.CompressionKind;
import io.trino.spi.Page;
import io.trino.spi.block.Block;
import io.trino.spi.block.RunLengthEncodedBlock;
import io.trino.spi.type.Type;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Which reader reads what, and where a table's column stands in a file of one of its partitions.
 */
final class FileReaders {
  private FileReaders() {}

  /** Whether Java reads the format; DuckDB reads what is left. */
  static boolean isRead(TableFormat format) {
    return format != TableFormat.PARQUET;
  }

  /** Whether a file is one of an Iceberg table, whose columns have numbers. */
  static boolean isIceberg(LakeTable layout) {
    return layout.columns().stream().anyMatch(column -> column.field() != null);
  }

  /** Whether files have a schema and checks of their own, so that what fails is the data. */
  static boolean isColumnar(TableFormat format) {
    return switch (format) {
      case PARQUET, ORC, AVRO, RCFILE_TEXT, RCFILE_BINARY -> true;
      default -> false;
    };
  }

  /** Whether rows can be found from the middle of the file on. */
  static boolean isSplittable(SourceFile file) {
    LakeTable layout = file.layout();
    return switch (layout.format()) {
      case ORC, AVRO -> true;
      case PARQUET, SEQUENCE_FILE, RCFILE_TEXT, RCFILE_BINARY -> false;
      // Where a row begins is known only from the file's begin on.
      case QUOTED_CSV -> false;
      default ->
          CompressionKind.forFile(file.uri()).isEmpty()
              && EncodedLines.of(layout).isEmpty()
              && LineFiles.headerLines(layout) <= 1
              && LineFiles.footerLines(layout) == 0;
    };
  }

  /**
   * Whether the format finds columns by name; otherwise their places decide. Source: Athena User
   * Guide, "Handle schema updates".
   */
  static boolean isByName(LakeTable layout) {
    return switch (layout.format()) {
      case PARQUET, ICEBERG -> !isSet(layout, "parquet.column.index.access", "false");
      case ORC -> !isSet(layout, "orc.column.index.access", "true");
      case AVRO, JSON_LINES, OPENX_JSON, GROK -> true;
      default -> false;
    };
  }

  private static boolean isSet(LakeTable layout, String property, String otherwise) {
    return layout.property(property, otherwise).toLowerCase(Locale.ROOT).equals("true");
  }

  /** A table's column as the file's partition declares it; null where it does not. */
  static @Nullable LakeColumn declared(LakeTable layout, LakeColumn column) {
    if (!isByName(layout)) {
      return column.index() < layout.columns().size() ? layout.columns().get(column.index()) : null;
    }
    for (LakeColumn own : layout.columns()) {
      if (own.name().equals(column.name())) {
        return own;
      }
    }
    return null;
  }

  /**
   * The rows of a part.
   *
   * @param columns the table's columns that are wanted, as the table declares them
   * @param bytes told what is read
   */
  static PageScans.Pages open(FileScan.Part part, List<LakeColumn> columns, LongConsumer bytes)
      throws IOException {
    LakeTable layout = part.file().layout();
    if (isIceberg(layout)) {
      return layout.format() == TableFormat.ORC
          ? IcebergOrc.open(part, columns, bytes)
          : IcebergAvro.open(part, columns, bytes);
    }
    List<LakeColumn> stored = new ArrayList<>();
    for (LakeColumn column : columns) {
      LakeColumn own = declared(layout, column);
      if (own != null) {
        stored.add(own);
      }
    }
    PageScans.Pages pages =
        switch (layout.format()) {
          case ORC -> OrcFiles.open(part, stored, bytes);
          case AVRO -> AvroFiles.open(part, stored, bytes);
          case RCFILE_TEXT, RCFILE_BINARY -> RcFiles.open(part, stored, bytes);
          case PARQUET -> throw EngineException.unsupported("Parquet read by Java");
          default -> LineFiles.open(part, stored);
        };
    return stored.equals(columns) ? pages : new Declared(pages, layout, columns);
  }

  /** Rows as the table declares them, of files that a partition declares otherwise. */
  private record Declared(PageScans.Pages pages, LakeTable layout, List<LakeColumn> columns)
      implements PageScans.Pages {
    @Override
    public @Nullable Page next() throws IOException {
      Page page = pages.next();
      if (page == null) {
        return null;
      }
      Block[] blocks = new Block[columns.size()];
      int next = 0;
      for (int i = 0; i < blocks.length; i++) {
        Type wanted = columns.get(i).type();
        LakeColumn own = declared(layout, columns.get(i));
        blocks[i] =
            own == null
                ? RunLengthEncodedBlock.create(wanted, null, page.getPositionCount())
                : Coercions.apply(page.getBlock(next++), own.type(), wanted);
      }
      return new Page(page.getPositionCount(), blocks);
    }

    @Override
    public void close() throws IOException {
      pages.close();
    }
  }
}
