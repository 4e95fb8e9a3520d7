package io.tarn.duckdb;

import io.tarn.sql.spi.EngineException;
import io.trino.spi.type.ArrayType;
import io.trino.spi.type.BooleanType;
import io.trino.spi.type.CharType;
import io.trino.spi.type.DateType;
import io.trino.spi.type.DecimalType;
import io.trino.spi.type.DoubleType;
import io.trino.spi.type.MapType;
import io.trino.spi.type.RealType;
import io.trino.spi.type.RowType;
import io.trino.spi.type.TimeType;
import io.trino.spi.type.TimestampType;
import io.trino.spi.type.TimestampWithTimeZoneType;
import io.trino.spi.type.Type;
import io.trino.spi.type.VarbinaryType;
import io.trino.type.IntervalDayTimeType;
import io.trino.type.IntervalYearMonthType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.duckdb.DuckDBReadableVector;

/**
 * Values as Athena prints them. Numbers are handed over as numbers and printed in Java; everything
 * else leaves DuckDB as text already.
 */
final class ResultText {
  private ResultText() {}

  /** What DuckDB has to select for a column. */
  static String select(Type type, String sql) {
    return switch (type) {
      case DoubleType t -> sql;
      case RealType t -> sql;
      case DecimalType t -> sql;
      case IntervalDayTimeType t -> sql;
      case IntervalYearMonthType t -> sql;
      default -> DuckTypes.isInteger(type) ? "CAST(" + sql + " AS BIGINT)" : text(type, sql);
    };
  }

  /** The column's printed form from its vector. */
  static String read(Type type, DuckDBReadableVector vector, long row) {
    return switch (type) {
      case DoubleType t -> Double.toString(vector.getDouble(row));
      case RealType t -> Float.toString(vector.getFloat(row));
      case DecimalType t -> vector.getBigDecimal(row).toPlainString();
      case IntervalDayTimeType t -> dayTime(vector.getLong(row));
      case IntervalYearMonthType t -> yearMonth(vector.getInt(row));
      default ->
          DuckTypes.isInteger(type) ? Long.toString(vector.getLong(row)) : vector.getString(row);
    };
  }

  /** A value as text inside SQL. */
  static String textOf(Type type, String sql) {
    return type instanceof DecimalType || DuckTypes.isInteger(type) || DuckTypes.isFloating(type)
        ? "CAST(" + sql + " AS VARCHAR)"
        : text(type, sql);
  }

  private static String dayTime(long millis) {
    long rest = Math.abs(millis);
    return String.format(
        Locale.ROOT,
        "%s%d %02d:%02d:%02d.%03d",
        millis < 0 ? "-" : "",
        rest / 86_400_000,
        rest / 3_600_000 % 24,
        rest / 60_000 % 60,
        rest / 1000 % 60,
        rest % 1000);
  }

  private static String yearMonth(int months) {
    int rest = Math.abs(months);
    return (months < 0 ? "-" : "") + rest / 12 + "-" + rest % 12;
  }

  private static String text(Type type, String sql) {
    return switch (type) {
      case BooleanType t -> "CAST(" + sql + " AS VARCHAR)";
      case DateType t -> "strftime(" + sql + ", '%Y-%m-%d')";
      case TimestampType t ->
          "strftime(" + sql + ", '%Y-%m-%d %H:%M:%S" + fraction(t.getPrecision()) + "')";
      case TimestampWithTimeZoneType t ->
          "strftime(CAST("
              + sql
              + " AS TIMESTAMP), '%Y-%m-%d %H:%M:%S"
              + fraction(t.getPrecision())
              + "') || ' UTC'";
      case TimeType t -> "CAST(" + sql + " AS VARCHAR)";
      case CharType t -> "rpad(" + sql + ", " + t.getLength() + ", ' ')";
      case VarbinaryType t -> "trim(regexp_replace(lower(hex(" + sql + ")), '(..)', '\\1 ', 'g'))";
      case ArrayType t -> array(t, sql);
      case MapType t -> map(t, sql);
      case RowType t -> row(t, sql);
      default -> sql;
    };
  }

  private static String fraction(int precision) {
    return switch (precision) {
      case 0 -> "";
      case 3 -> ".%g";
      case 6 -> ".%f";
      default -> throw EngineException.unsupported("A result of timestamp(" + precision + ")");
    };
  }

  /** An element inside an array, map or row, where NULL is a word. */
  private static String element(Type type, String sql) {
    return "coalesce(" + textOf(type, sql) + ", 'null')";
  }

  private static String array(ArrayType type, String sql) {
    String item = "r" + sql.length();
    return "CASE WHEN "
        + sql
        + " IS NOT NULL THEN '[' || coalesce(array_to_string(list_transform("
        + sql
        + ", lambda "
        + item
        + ": "
        + element(type.getElementType(), item)
        + "), ', '), '') || ']' END";
  }

  private static String map(MapType type, String sql) {
    String item = "r" + sql.length();
    return "CASE WHEN "
        + sql
        + " IS NOT NULL THEN '{' || coalesce(array_to_string(list_transform(map_entries("
        + sql
        + "), lambda "
        + item
        + ": "
        + element(type.getKeyType(), item + ".key")
        + " || '=' || "
        + element(type.getValueType(), item + ".value")
        + "), ', '), '') || '}' END";
  }

  private static String row(RowType type, String sql) {
    List<String> fields = new ArrayList<>();
    for (RowType.Field field : type.getFields()) {
      String value = "struct_extract(" + sql + ", '" + DuckTypes.field(fields.size()) + "')";
      String name = field.getName().orElse("field" + fields.size());
      fields.add(Literals.text(name + "=") + " || " + element(field.getType(), value));
    }
    return "CASE WHEN "
        + sql
        + " IS NOT NULL THEN '{' || "
        + String.join(" || ', ' || ", fields)
        + " || '}' END";
  }
}
