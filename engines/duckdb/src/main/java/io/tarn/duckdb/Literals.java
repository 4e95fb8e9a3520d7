package io.tarn.duckdb;

import io.airlift.slice.Slice;
import io.trino.spi.block.Block;
import io.trino.spi.block.SqlMap;
import io.trino.spi.block.SqlRow;
import io.trino.spi.type.ArrayType;
import io.trino.spi.type.BooleanType;
import io.trino.spi.type.CharType;
import io.trino.spi.type.DateType;
import io.trino.spi.type.DecimalType;
import io.trino.spi.type.Decimals;
import io.trino.spi.type.Int128;
import io.trino.spi.type.MapType;
import io.trino.spi.type.RealType;
import io.trino.spi.type.RowType;
import io.trino.spi.type.TimeType;
import io.trino.spi.type.TimestampType;
import io.trino.spi.type.Type;
import io.trino.spi.type.TypeUtils;
import io.trino.spi.type.VarbinaryType;
import io.trino.spi.type.VarcharType;
import io.trino.type.JsonType;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Trino's constants as DuckDB literals of exactly the type's DuckDB counterpart. */
final class Literals {
  private Literals() {}

  static String of(Type type, @Nullable Object value) {
    if (value == null) {
      return "CAST(NULL AS " + DuckTypes.of(type) + ")";
    }
    return switch (type) {
      case BooleanType t -> (boolean) value ? "TRUE" : "FALSE";
      case VarcharType t -> text(((Slice) value).toStringUtf8());
      case CharType t -> text(((Slice) value).toStringUtf8());
      case JsonType t -> text(((Slice) value).toStringUtf8());
      case VarbinaryType t -> blob(((Slice) value).getBytes());
      case RealType t -> typed(Float.toString(Float.intBitsToFloat((int) (long) value)), "FLOAT");
      case DecimalType t -> decimal(t, value);
      case DateType t -> "DATE '" + LocalDate.ofEpochDay((long) value) + "'";
      case TimeType t when t.getPrecision() <= 6 ->
          "make_time(0, 0, 0) + to_microseconds(" + (long) value / 1_000_000 + ")";
      case TimestampType t when t.getPrecision() <= 6 ->
          "make_timestamp(" + (long) value + "::BIGINT)";
      case ArrayType t -> array(t.getElementType(), (Block) value);
      case MapType t -> map(t, (SqlMap) value);
      case RowType t -> row(t, (SqlRow) value);
      default -> other(type, value);
    };
  }

  private static String other(Type type, Object value) {
    return switch (DuckTypes.of(type)) {
      case "HUGEINT" -> typed(PackedInstants.pack(value).toString(), "HUGEINT");
      case "BLOB" -> blob(bytes(type, value));
      default -> typed(String.valueOf(value), DuckTypes.of(type));
    };
  }

  private static byte[] bytes(Type type, Object value) {
    Slice slice =
        value instanceof Slice given
            ? given
            : VarbinaryType.VARBINARY.getSlice(TypeUtils.writeNativeValue(type, value), 0);
    return slice.getBytes();
  }

  static String text(String value) {
    StringBuilder quoted = new StringBuilder("'");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\'') {
        quoted.append("''");
      } else if (c == 0) {
        quoted.append("' || chr(0) || '");
      } else {
        quoted.append(c);
      }
    }
    quoted.append('\'');
    return value.indexOf(0) >= 0 ? "(" + quoted + ")" : quoted.toString();
  }

  /** Whether SQL is no more than a quoted name, and may be said twice. */
  static boolean isName(String sql) {
    return sql.length() > 2 && sql.charAt(0) == '"' && sql.indexOf('"', 1) == sql.length() - 1;
  }

  static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  private static String typed(String value, String type) {
    return "CAST('" + value + "' AS " + type + ")";
  }

  private static String blob(byte[] bytes) {
    return "from_hex('" + HexFormat.of().formatHex(bytes) + "')";
  }

  private static String decimal(DecimalType type, Object value) {
    BigInteger unscaled =
        type.isShort() ? BigInteger.valueOf((long) value) : ((Int128) value).toBigInteger();
    return typed(Decimals.toString(unscaled, type.getScale()), DuckTypes.of(type));
  }

  private static String array(Type element, Block block) {
    List<String> items = new ArrayList<>();
    for (int i = 0; i < block.getPositionCount(); i++) {
      items.add(of(element, TypeUtils.readNativeValue(element, block, i)));
    }
    return "CAST([" + String.join(", ", items) + "] AS " + DuckTypes.of(element) + "[])";
  }

  private static String map(MapType type, SqlMap value) {
    List<String> keys = new ArrayList<>();
    List<String> values = new ArrayList<>();
    for (int i = 0; i < value.getSize(); i++) {
      int offset = value.getRawOffset() + i;
      keys.add(
          of(
              type.getKeyType(),
              TypeUtils.readNativeValue(type.getKeyType(), value.getRawKeyBlock(), offset)));
      values.add(
          of(
              type.getValueType(),
              TypeUtils.readNativeValue(type.getValueType(), value.getRawValueBlock(), offset)));
    }
    return "CAST(MAP(["
        + String.join(", ", keys)
        + "], ["
        + String.join(", ", values)
        + "]) AS "
        + DuckTypes.of(type)
        + ")";
  }

  private static String row(RowType type, SqlRow value) {
    List<String> fields = new ArrayList<>();
    for (int i = 0; i < type.getFields().size(); i++) {
      Type field = type.getFields().get(i).getType();
      Object item =
          TypeUtils.readNativeValue(field, value.getRawFieldBlock(i), value.getRawIndex());
      fields.add(DuckTypes.field(i) + " := " + of(field, item));
    }
    return "struct_pack(" + String.join(", ", fields) + ")";
  }
}
