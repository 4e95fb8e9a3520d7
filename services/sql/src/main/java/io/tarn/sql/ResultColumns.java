package io.tarn.sql;

import io.tarn.api.athena.ColumnInfo;
import io.trino.spi.type.BigintType;
import io.trino.spi.type.BooleanType;
import io.trino.spi.type.CharType;
import io.trino.spi.type.DateType;
import io.trino.spi.type.DecimalType;
import io.trino.spi.type.DoubleType;
import io.trino.spi.type.IntegerType;
import io.trino.spi.type.RealType;
import io.trino.spi.type.SmallintType;
import io.trino.spi.type.TimeType;
import io.trino.spi.type.TimeWithTimeZoneType;
import io.trino.spi.type.TimestampType;
import io.trino.spi.type.TimestampWithTimeZoneType;
import io.trino.spi.type.TinyintType;
import io.trino.spi.type.Type;
import io.trino.spi.type.VarbinaryType;
import io.trino.spi.type.VarcharType;

/** ResultSetMetadata as Athena fills it. */
final class ResultColumns {
  private ResultColumns() {}

  static ColumnInfo of(String name, Type type) {
    return switch (type) {
      case VarcharType t ->
          column(
              name, "varchar", t.isUnbounded() ? Integer.MAX_VALUE : t.getBoundedLength(), 0, true);
      case CharType t -> column(name, "char", t.getLength(), 0, true);
      case IntegerType t -> column(name, "integer", 10, 0, false);
      case BigintType t -> column(name, "bigint", 19, 0, false);
      case SmallintType t -> column(name, "smallint", 5, 0, false);
      case TinyintType t -> column(name, "tinyint", 3, 0, false);
      case DoubleType t -> column(name, "double", 17, 0, false);
      case RealType t -> column(name, "float", 17, 0, false);
      case DecimalType t -> column(name, "decimal", t.getPrecision(), t.getScale(), false);
      case BooleanType t -> column(name, "boolean", 0, 0, false);
      case DateType t -> column(name, "date", 0, 0, false);
      case TimestampType t -> column(name, "timestamp", 3, 0, false);
      case TimestampWithTimeZoneType t -> column(name, "timestamp with time zone", 3, 0, false);
      case TimeType t -> column(name, "time", 3, 0, false);
      case TimeWithTimeZoneType t -> column(name, "time with time zone", 3, 0, false);
      case VarbinaryType t -> column(name, "varbinary", 1 << 30, 0, false);
      default -> column(name, base(type), 0, 0, false);
    };
  }

  private static String base(Type type) {
    String name = type.getDisplayName();
    int open = name.indexOf('(');
    return open < 0 ? name : name.substring(0, open);
  }

  /** A column of a DDL statement's answer. */
  static ColumnInfo text(String name) {
    return column(name, "string", 0, 0, false);
  }

  private static ColumnInfo column(
      String name, String type, int precision, int scale, boolean caseSensitive) {
    return ColumnInfo.builder()
        .catalogName("hive")
        .schemaName("")
        .tableName("")
        .name(name)
        .label(name)
        .type(type)
        .precision(precision)
        .scale(scale)
        .nullable("UNKNOWN")
        .caseSensitive(caseSensitive)
        .build();
  }
}
