package io.tarn.duckdb;

import io.tarn.sql.spi.EngineException;
import io.tarn.sql.spi.LakeColumn;
import io.tarn.sql.spi.SourceFile;
import io.trino.memory.context.AggregatedMemoryContext;
import io.trino.orc.OrcColumn;
import io.trino.orc.OrcCorruptionException;
import io.trino.orc.OrcDataSource;
import io.trino.orc.OrcPredicate;
import io.trino.orc.OrcReader;
import io.trino.orc.OrcRecordReader;
import io.trino.orc.metadata.OrcType;
import io.trino.spi.Page;
import io.trino.spi.connector.SourcePage;
import io.trino.spi.type.ArrayType;
import io.trino.spi.type.BigintType;
import io.trino.spi.type.BooleanType;
import io.trino.spi.type.DateType;
import io.trino.spi.type.DecimalType;
import io.trino.spi.type.DoubleType;
import io.trino.spi.type.IntegerType;
import io.trino.spi.type.MapType;
import io.trino.spi.type.RealType;
import io.trino.spi.type.RowType;
import io.trino.spi.type.SmallintType;
import io.trino.spi.type.TimeType;
import io.trino.spi.type.TimestampType;
import io.trino.spi.type.TimestampWithTimeZoneType;
import io.trino.spi.type.TinyintType;
import io.trino.spi.type.Type;
import io.trino.spi.type.TypeOperators;
import io.trino.spi.type.VarbinaryType;
import io.trino.spi.type.VarcharType;
import io.trino.type.UnknownType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.LongConsumer;
import org.joda.time.DateTimeZone;
import org.jspecify.annotations.Nullable;

/**
 * ORC files of Iceberg tables by Trino's reader, whose columns have their numbers in the types'
 * attributes. Source: Apache Iceberg, "Table Spec", "Appendix A: ORC".
 */
final class IcebergOrc {
  private static final String ID = "iceberg.id";
  private static final String LONG_TYPE = "iceberg.long-type";
  private static final TypeOperators OPERATORS = new TypeOperators();

  private IcebergOrc() {}

  static PageScans.Pages open(FileScan.Part part, List<LakeColumn> wanted, LongConsumer bytes)
      throws IOException {
    SourceFile file = part.file();
    OrcDataSource source = new OrcFiles.Source(file);
    boolean opened = false;
    try {
      OrcReader reader =
          OrcReader.createOrcReader(source, OrcFiles.OPTIONS)
              .orElseThrow(() -> new OrcCorruptionException(source.getId(), "The file is empty"));
      List<OrcColumn> roots = reader.getRootColumn().getNestedColumns();
      List<FileColumn> stored = roots.stream().map(IcebergOrc::column).toList();
      IcebergColumns columns = new IcebergColumns(file, "ORC", wanted, stored);
      List<OrcColumn> read = new ArrayList<>();
      List<Type> types = new ArrayList<>();
      for (int place : columns.read()) {
        read.add(roots.get(place));
        types.add(stored.get(place).type());
      }
      OrcRecordReader rows =
          reader.createRecordReader(
              read,
              types,
              Collections.nCopies(read.size(), OrcReader.fullyProjectedLayout()),
              false,
              OrcPredicate.TRUE,
              part.start(),
              part.length(),
              DateTimeZone.UTC,
              AggregatedMemoryContext.newSimpleAggregatedMemoryContext(),
              OrcReader.INITIAL_BATCH_SIZE,
              failure -> bad(file, failure),
              IcebergOrc::fields);
      opened = true;
      return new Rows(rows, source, columns, bytes);
    } catch (OrcCorruptionException e) {
      throw bad(file, e);
    } finally {
      if (!opened) {
        source.close();
      }
    }
  }

  private static EngineException bad(SourceFile file, Exception cause) {
    if (cause instanceof EngineException known) {
      return known;
    }
    // What Trino's reader finds corrupt it says so itself, with the file's name.
    String message = BadLine.clean(String.valueOf(cause.getMessage()));
    return cause instanceof OrcCorruptionException
        ? new EngineException("ICEBERG_BAD_DATA", message, cause)
        : new EngineException(
            "ICEBERG_CURSOR_ERROR",
            "Failed to read ORC file: " + file.uri() + ": " + message,
            cause);
  }

  /** The fields of a row, which {@link #type} calls by their places: names may repeat. */
  private static OrcReader.FieldMapper fields(OrcColumn row) {
    return name -> row.getNestedColumns().get(Integer.parseInt(name.substring(1)));
  }

  private static FileColumn column(OrcColumn column) {
    List<FileColumn> children = column.getNestedColumns().stream().map(IcebergOrc::column).toList();
    String id = column.getAttributes().get(ID);
    Type type = type(column.getColumnType(), children);
    return new FileColumn(
        id == null ? FileColumn.NONE : Integer.parseInt(id),
        column.getColumnName(),
        type,
        "TIME".equals(column.getAttributes().get(LONG_TYPE)) ? TimeType.TIME_MICROS : type,
        children);
  }

  private static Type type(OrcType type, List<FileColumn> children) {
    return switch (type.getOrcTypeKind()) {
      case BOOLEAN -> BooleanType.BOOLEAN;
      case BYTE -> TinyintType.TINYINT;
      case SHORT -> SmallintType.SMALLINT;
      case INT -> IntegerType.INTEGER;
      case LONG -> BigintType.BIGINT;
      case FLOAT -> RealType.REAL;
      case DOUBLE -> DoubleType.DOUBLE;
      case STRING, VARCHAR, CHAR -> VarcharType.VARCHAR;
      case BINARY -> VarbinaryType.VARBINARY;
      case DATE -> DateType.DATE;
      case TIMESTAMP -> TimestampType.TIMESTAMP_MICROS;
      case TIMESTAMP_INSTANT -> TimestampWithTimeZoneType.TIMESTAMP_TZ_MICROS;
      case DECIMAL ->
          DecimalType.createDecimalType(
              type.getPrecision().orElseThrow(), type.getScale().orElseThrow());
      case LIST -> new ArrayType(children.getFirst().type());
      case MAP -> new MapType(children.getFirst().type(), children.get(1).type(), OPERATORS);
      case STRUCT -> {
        List<RowType.Field> fields = new ArrayList<>();
        for (FileColumn child : children) {
          fields.add(RowType.field("f" + fields.size(), child.type()));
        }
        yield fields.isEmpty() ? UnknownType.UNKNOWN : RowType.from(fields);
      }
      // A column that nobody asks for must not matter.
      default -> UnknownType.UNKNOWN;
    };
  }

  private record Rows(
      OrcRecordReader rows, OrcDataSource source, IcebergColumns columns, LongConsumer bytes)
      implements PageScans.Pages {
    @Override
    public @Nullable Page next() throws IOException {
      SourcePage page = rows.nextPage();
      return page == null
          ? null
          : columns.page(page.getPositionCount(), rows.getFilePosition(), page::getBlock);
    }

    @Override
    public void close() throws IOException {
      bytes.accept(source.getReadBytes());
      rows.close();
    }
  }
}
