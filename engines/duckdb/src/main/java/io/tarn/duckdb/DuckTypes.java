package io.tarn.duckdb;

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
import io.trino.spi.type.TimestampType;
import io.trino.spi.type.TimestampWithTimeZoneType;
import io.trino.spi.type.TinyintType;
import io.trino.spi.type.Type;
import io.trino.spi.type.VarbinaryType;
import io.trino.spi.type.VarcharType;
import io.trino.type.IntervalDayTimeType;
import io.trino.type.IntervalYearMonthType;
import io.trino.type.JsonType;
import io.trino.type.UnknownType;
import java.util.ArrayList;
import java.util.List;

/**
 * How Trino's types lie in DuckDB. Intervals are plain numbers (milliseconds, months), char(n) is
 * text without its padding, JSON is text in Trino's normal form, a row's fields are named by their
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
      case TimestampWithTimeZoneType t when t.getPrecision() <= 6 -> "TIMESTAMPTZ";
      case IntervalDayTimeType t -> "BIGINT";
      case IntervalYearMonthType t -> "INTEGER";
      case JsonType t -> "VARCHAR";
      case UnknownType t -> "INTEGER";
      case ArrayType t -> of(t.getElementType()) + "[]";
      case MapType t -> "MAP(" + of(t.getKeyType()) + ", " + of(t.getValueType()) + ")";
      case RowType t -> row(t);
      default -> throw EngineException.unsupported("Type " + type.getDisplayName());
    };
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

  /** Whether values of the type can be handed to a function written in Java. */
  static boolean isFlat(Type type) {
    return switch (type) {
      case BooleanType t -> true;
      case TinyintType t -> true;
      case SmallintType t -> true;
      case IntegerType t -> true;
      case BigintType t -> true;
      case RealType t -> true;
      case DoubleType t -> true;
      case DecimalType t -> true;
      case VarcharType t -> true;
      case CharType t -> true;
      case DateType t -> true;
      case TimestampType t -> t.getPrecision() <= 6;
      case TimestampWithTimeZoneType t -> t.getPrecision() <= 6;
      case IntervalDayTimeType t -> true;
      case IntervalYearMonthType t -> true;
      case JsonType t -> true;
      default -> false;
    };
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
