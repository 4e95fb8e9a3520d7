package io.tarn.duckdb;

import io.airlift.slice.Slice;
import io.tarn.sql.spi.EngineException;
import io.trino.spi.type.ArrayType;
import io.trino.spi.type.BigintType;
import io.trino.spi.type.BooleanType;
import io.trino.spi.type.CharType;
import io.trino.spi.type.DateType;
import io.trino.spi.type.DecimalType;
import io.trino.spi.type.DoubleType;
import io.trino.spi.type.IntegerType;
import io.trino.spi.type.MapType;
import io.trino.spi.type.RealType;
import io.trino.spi.type.RowType;
import io.trino.spi.type.SmallintType;
import io.trino.spi.type.TimeType;
import io.trino.spi.type.TimeWithTimeZoneType;
import io.trino.spi.type.TimestampType;
import io.trino.spi.type.TimestampWithTimeZoneType;
import io.trino.spi.type.TinyintType;
import io.trino.spi.type.Type;
import io.trino.spi.type.VarbinaryType;
import io.trino.spi.type.VarcharType;
import io.trino.spi.type.VariableWidthType;
import io.trino.type.IntervalDayTimeType;
import io.trino.type.IntervalYearMonthType;
import io.trino.type.Json2016Type;
import io.trino.type.JsonType;
import io.trino.type.UnknownType;
import java.util.ArrayList;
import java.util.List;

/**
 * How Trino's types lie in DuckDB. Intervals are plain numbers (milliseconds, months), instants
 * with a zone are Trino's packed numbers (DuckDB's own type forgets the zone), char(n) is text
 * without its padding, JSON is text in Trino's normal form, a row's fields are named by their
 * place.
 */
final class DuckTypes {
  private DuckTypes() {}

  /**
   * @throws EngineException when the type has no equal
   */
  static String of(Type type) {
    return switch (type) {
      case BooleanType t -> "BOOLEAN";
      case TinyintType t -> "TINYINT";
      case SmallintType t -> "SMALLINT";
      case IntegerType t -> "INTEGER";
      case BigintType t -> "BIGINT";
      case RealType t -> "FLOAT";
      case DoubleType t -> "DOUBLE";
      case DecimalType t -> "DECIMAL(" + t.getPrecision() + "," + t.getScale() + ")";
      case VarcharType t -> "VARCHAR";
      case CharType t -> "VARCHAR";
      case VarbinaryType t -> "BLOB";
      case DateType t -> "DATE";
      case TimeType t when t.getPrecision() <= 6 -> "TIME";
      case TimestampType t when t.getPrecision() <= 6 -> "TIMESTAMP";
      case TimeType t -> "BIGINT";
      case TimestampType t -> "HUGEINT";
      case TimestampWithTimeZoneType t -> t.isShort() ? "BIGINT" : "HUGEINT";
      case TimeWithTimeZoneType t -> "HUGEINT";
      case IntervalDayTimeType t -> "BIGINT";
      case IntervalYearMonthType t -> "INTEGER";
      case JsonType t -> "VARCHAR";
      case UnknownType t -> "INTEGER";
      case ArrayType t -> of(t.getElementType()) + "[]";
      case MapType t -> "MAP(" + of(t.getKeyType()) + ", " + of(t.getValueType()) + ")";
      case RowType t -> row(t);
      default -> opaque(type);
    };
  }

  /** What Trino keeps as bytes (sketches, UUIDs, addresses) is bytes here, too. */
  private static String opaque(Type type) {
    // An error inside JSON is a value of its own to Trino's JSON functions, which no bytes stand
    // for.
    boolean isBytes = type.getJavaType() == Slice.class || type instanceof VariableWidthType;
    if (isBytes && !(type instanceof Json2016Type)) {
      return "BLOB";
    }
    throw EngineException.unsupported("Type " + type.getDisplayName());
  }

  /** Whether DuckDB sees only bytes or packed numbers, and leaves all computing to Trino. */
  static boolean isOpaque(Type type) {
    return isPacked(type)
        || ((type.getJavaType() == Slice.class || type instanceof VariableWidthType)
            && !(type instanceof VarcharType)
            && !(type instanceof CharType)
            && !(type instanceof VarbinaryType)
            && !(type instanceof JsonType));
  }

  /**
   * Whether the type is an instant with a zone, or finer than microseconds: a number to DuckDB,
   * whose order is that of the instants ({@link PackedInstants}, or Trino's own packing of
   * milliseconds and zone).
   */
  static boolean isPacked(Type type) {
    return hasZone(type)
        || (type instanceof TimestampType finer && finer.getPrecision() > 6)
        || (type instanceof TimeType time && time.getPrecision() > 6);
  }

  static boolean hasZone(Type type) {
    return type instanceof TimestampWithTimeZoneType || type instanceof TimeWithTimeZoneType;
  }

  /** What is equal for equal values: of an instant with a zone, the instant alone. */
  static String key(Type type, String sql) {
    return hasZone(type) ? "(" + sql + " >> " + PackedInstants.ZONE_BITS + ")" : sql;
  }

  /** Whether values hold others, whose NULLs compare by rules of their own. */
  static boolean isNested(Type type) {
    return type instanceof ArrayType || type instanceof MapType || type instanceof RowType;
  }

  private static String row(RowType type) {
    List<String> fields = new ArrayList<>();
    for (RowType.Field field : type.getFields()) {
      fields.add(field(fields.size()) + " " + of(field.getType()));
    }
    return "STRUCT(" + String.join(", ", fields) + ")";
  }

  /** The name of a row's field in DuckDB. */
  static String field(int index) {
    return "f" + index;
  }

  static boolean isFloating(Type type) {
    return type instanceof DoubleType || type instanceof RealType;
  }

  static boolean isInteger(Type type) {
    return type instanceof BigintType
        || type instanceof IntegerType
        || type instanceof SmallintType
        || type instanceof TinyintType;
  }
}
