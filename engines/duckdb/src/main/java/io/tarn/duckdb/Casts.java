package io.tarn.duckdb;

import io.trino.spi.type.ArrayType;
import io.trino.spi.type.BooleanType;
import io.trino.spi.type.CharType;
import io.trino.spi.type.DateType;
import io.trino.spi.type.DecimalType;
import io.trino.spi.type.MapType;
import io.trino.spi.type.RowType;
import io.trino.spi.type.TimestampType;
import io.trino.spi.type.Type;
import io.trino.spi.type.VarcharType;
import io.trino.sql.ir.Cast;
import io.trino.sql.planner.Symbol;
import io.trino.type.UnknownType;
import java.util.ArrayList;
import java.util.List;

/**
 * Casts with Trino's results: DuckDB's own where they are equal, an equal expression, or Trino's
 * implementation.
 */
final class Casts {
  private final TrinoExpressions trino;
  private int variables;

  Casts(TrinoExpressions trino) {
    this.trino = trino;
  }

  String sql(Type from, Type to, String value) {
    String sql = nativeCast(from, to, value);
    return sql != null ? sql : byTrino(from, to, value);
  }

  /** Whether a cast has an answer for every value, so that TRY_CAST is the same. */
  boolean neverFails(Type from, Type to) {
    return from.equals(to)
        || from instanceof UnknownType
        || (from instanceof VarcharType && to instanceof VarcharType)
        || (DuckTypes.isInteger(from) && DuckTypes.isFloating(to));
  }

  private String byTrino(Type from, Type to, String value) {
    Symbol input = new Symbol(from, "x");
    return trino.sql(new Cast(input.toSymbolReference(), to), input, value);
  }

  private @org.jspecify.annotations.Nullable String nativeCast(Type from, Type to, String value) {
    if (from.equals(to)) {
      return value;
    }
    if (from instanceof UnknownType) {
      return "CAST(" + value + " AS " + DuckTypes.of(to) + ")";
    }
    return switch (to) {
      case VarcharType t -> toVarchar(from, t, value);
      case CharType t when from instanceof VarcharType || from instanceof CharType ->
          "rtrim(" + atMost(t.getLength(), value) + ", ' ')";
      case DecimalType t when from instanceof DecimalType || DuckTypes.isInteger(from) ->
          plain(value, to);
      case BooleanType t when DuckTypes.isInteger(from) -> plain(value, to);
      case DateType t when from instanceof TimestampType && !DuckTypes.isPacked(from) ->
          plain(value, to);
      case TimestampType t -> toTimestamp(from, t, value);
      case ArrayType t when from instanceof ArrayType f -> array(f, t, value);
      case RowType t when from instanceof RowType f -> row(f, t, value);
      case MapType t when from instanceof MapType f -> map(f, t, value);
      default -> toNumber(from, to, value);
    };
  }

  private static @org.jspecify.annotations.Nullable String toNumber(
      Type from, Type to, String value) {
    boolean fromNumber =
        DuckTypes.isInteger(from) || from instanceof DecimalType || from instanceof BooleanType;
    if (DuckTypes.isInteger(to) && fromNumber) {
      return plain(value, to);
    }
    if (DuckTypes.isInteger(to) && DuckTypes.isFloating(from)) {
      return "CAST(round(" + value + ") AS " + DuckTypes.of(to) + ")";
    }
    if (DuckTypes.isFloating(to) && (fromNumber || DuckTypes.isFloating(from))) {
      return plain(value, to);
    }
    return null;
  }

  private static @org.jspecify.annotations.Nullable String toVarchar(
      Type from, VarcharType to, String value) {
    if (from instanceof VarcharType f) {
      return narrower(f, to) ? atMost(to.getBoundedLength(), value) : value;
    }
    if (from instanceof CharType f) {
      return to.isUnbounded() || to.getBoundedLength() >= f.getLength()
          ? value
          : "rtrim(" + atMost(to.getBoundedLength(), value) + ", ' ')";
    }
    if (!to.isUnbounded()) {
      return null;
    }
    if (DuckTypes.isInteger(from)
        || from instanceof BooleanType
        || (from instanceof DecimalType d && d.getScale() < d.getPrecision())) {
      return plain(value, to);
    }
    return null;
  }

  private static boolean narrower(VarcharType from, VarcharType to) {
    return !to.isUnbounded()
        && (from.isUnbounded() || from.getBoundedLength() > to.getBoundedLength());
  }

  private static @org.jspecify.annotations.Nullable String toTimestamp(
      Type from, TimestampType to, String value) {
    if (DuckTypes.isPacked(from) || DuckTypes.isPacked(to)) {
      return null;
    }
    return switch (from) {
      case DateType f -> plain(value, to);
      case TimestampType f when f.getPrecision() <= to.getPrecision() -> value;
      default -> null;
    };
  }

  private String array(ArrayType from, ArrayType to, String value) {
    String item = variable();
    String body = sql(from.getElementType(), to.getElementType(), item);
    return body.equals(item)
        ? value
        : "list_transform(" + value + ", lambda " + item + ": " + body + ")";
  }

  private String row(RowType from, RowType to, String value) {
    List<String> fields = new ArrayList<>();
    boolean same = true;
    for (int i = 0; i < to.getFields().size(); i++) {
      String field = "struct_extract(" + value + ", '" + DuckTypes.field(i) + "')";
      String cast = sql(from.getFields().get(i).getType(), to.getFields().get(i).getType(), field);
      same &= cast.equals(field);
      fields.add(DuckTypes.field(i) + " := " + cast);
    }
    if (same) {
      return value;
    }
    return "CASE WHEN "
        + value
        + " IS NULL THEN NULL ELSE struct_pack("
        + String.join(", ", fields)
        + ") END";
  }

  private String map(MapType from, MapType to, String value) {
    String key = variable();
    String item = variable();
    String keys = sql(from.getKeyType(), to.getKeyType(), key);
    String values = sql(from.getValueType(), to.getValueType(), item);
    if (keys.equals(key) && values.equals(item)) {
      return value;
    }
    return "CASE WHEN "
        + value
        + " IS NULL THEN NULL ELSE map(list_transform(map_keys("
        + value
        + "), lambda "
        + key
        + ": "
        + keys
        + "), list_transform(map_values("
        + value
        + "), lambda "
        + item
        + ": "
        + values
        + ")) END";
  }

  /**
   * A text's first characters. Most texts have no more: to ask for their bytes costs next to
   * nothing, and leaves a column's dictionary a dictionary.
   */
  static String atMost(int characters, String text) {
    String first = "substring(" + text + ", 1, " + characters + ")";
    return Literals.isName(text)
        ? "CASE WHEN strlen("
            + text
            + ") <= "
            + characters
            + " THEN "
            + text
            + " ELSE "
            + first
            + " END"
        : first;
  }

  private String variable() {
    return "v" + variables++;
  }

  private static String plain(String value, Type to) {
    return "CAST(" + value + " AS " + DuckTypes.of(to) + ")";
  }
}
