package io.tarn.duckdb;

import io.trino.metadata.OperatorNameUtil;
import io.trino.spi.function.OperatorType;
import io.trino.spi.type.DateType;
import io.trino.spi.type.DecimalType;
import io.trino.spi.type.MapType;
import io.trino.spi.type.TimestampType;
import io.trino.spi.type.Type;
import io.trino.sql.ir.Call;
import io.trino.sql.ir.Cast;
import io.trino.sql.ir.Constant;
import io.trino.sql.ir.Expression;
import io.trino.type.IntervalDayTimeType;
import io.trino.type.IntervalYearMonthType;
import org.jspecify.annotations.Nullable;

/**
 * Trino's operators in DuckDB. Comparisons keep IEEE's rules for NaN, which DuckDB orders above
 * every number; decimals are widened first where DuckDB would keep the result of two short ones
 * short and it is unlikely to fit.
 */
final class Operators {
  /** Twelve digits before the point are left of a 64-bit number. */
  private static final int NARROW_SCALE = 6;

  private final Expressions expressions;

  Operators(Expressions expressions) {
    this.expressions = expressions;
  }

  /** Null when only Trino's own implementation will do. */
  @Nullable String sql(Call call) {
    OperatorType operator =
        OperatorNameUtil.unmangleOperator(call.function().name().functionName());
    if (call.arguments().stream().anyMatch(argument -> DuckTypes.isPacked(argument.type()))) {
      return operator == OperatorType.SUBSCRIPT ? subscript(call) : null;
    }
    return switch (operator) {
      case ADD -> add(call, " + ");
      case SUBTRACT -> add(call, " - ");
      case MULTIPLY -> multiply(call);
      case DIVIDE -> divide(call);
      case MODULO -> modulus(call);
      case NEGATION -> "(-" + argument(call, 0) + ")";
      case EQUAL -> equal(call);
      case LESS_THAN -> less(call, " < ");
      case LESS_THAN_OR_EQUAL -> less(call, " <= ");
      case IDENTICAL -> identical(call);
      case SUBSCRIPT -> subscript(call);
      default -> null;
    };
  }

  private String argument(Call call, int index) {
    return expressions.sql(call.arguments().get(index));
  }

  private static Type type(Call call, int index) {
    return call.arguments().get(index).type();
  }

  private String binary(Call call, String operator) {
    return "(" + argument(call, 0) + operator + argument(call, 1) + ")";
  }

  private @Nullable String add(Call call, String operator) {
    Type left = type(call, 0);
    Type right = type(call, 1);
    if (call.type() instanceof DecimalType result) {
      String narrow = result.isShort() ? null : narrow(call);
      if (narrow != null) {
        return cast(narrow, result);
      }
      String wide = DuckTypes.of(result);
      return cast(
          "CAST("
              + argument(call, 0)
              + " AS "
              + wide
              + ")"
              + operator
              + "CAST("
              + argument(call, 1)
              + " AS "
              + wide
              + ")",
          result);
    }
    if (left.equals(right)
        && (DuckTypes.isInteger(left)
            || DuckTypes.isFloating(left)
            || left instanceof IntervalDayTimeType
            || left instanceof IntervalYearMonthType)) {
      return binary(call, operator);
    }
    boolean swapped = isInterval(left);
    String time = argument(call, swapped ? 1 : 0);
    String interval = argument(call, swapped ? 0 : 1);
    Type timeType = swapped ? right : left;
    Type intervalType = swapped ? left : right;
    if (timeType instanceof TimestampType || timeType instanceof DateType) {
      return shift(call.type(), timeType, time, operator, intervalType, interval);
    }
    return null;
  }

  private static boolean isInterval(Type type) {
    return type instanceof IntervalDayTimeType || type instanceof IntervalYearMonthType;
  }

  private @Nullable String shift(
      Type result,
      Type timeType,
      String time,
      String operator,
      Type intervalType,
      String interval) {
    if (intervalType instanceof IntervalYearMonthType) {
      return "CAST("
          + time
          + operator
          + "to_months("
          + interval
          + ") AS "
          + DuckTypes.of(result)
          + ")";
    }
    if (!(intervalType instanceof IntervalDayTimeType)) {
      return null;
    }
    if (timeType instanceof DateType) {
      return null;
    }
    return "(" + time + operator + "to_microseconds(" + interval + " * 1000))";
  }

  /**
   * A long decimal in 64 bits, where DuckDB keeps the results of short ones: values of daily life
   * fit, and one that does not fails, so that the statement is run again. Null for what is unlikely
   * to fit, and where a failure is for good.
   */
  private @Nullable String narrow(Expression expression) {
    if (!(expression.type() instanceof DecimalType decimal)) {
      return null;
    }
    if (decimal.isShort()) {
      return expressions.sql(expression);
    }
    if (expressions.isExact() || decimal.getScale() > NARROW_SCALE) {
      return null;
    }
    if (expression instanceof Cast cast
        && cast.expression().type() instanceof DecimalType inner
        && inner.getScale() == decimal.getScale()
        && inner.getPrecision() <= decimal.getPrecision()) {
      return narrow(cast.expression());
    }
    if (!(expression instanceof Call call)
        || !OperatorNameUtil.isOperatorName(call.function().name().functionName())) {
      return null;
    }
    String operator =
        switch (OperatorNameUtil.unmangleOperator(call.function().name().functionName())) {
          case ADD -> " + ";
          case SUBTRACT -> " - ";
          case MULTIPLY -> " * ";
          default -> "";
        };
    if (operator.isEmpty()) {
      return null;
    }
    String left = narrow(call.arguments().getFirst());
    String right = left == null ? null : narrow(call.arguments().getLast());
    return right == null ? null : "(" + left + operator + right + ")";
  }

  private @Nullable String multiply(Call call) {
    Type left = type(call, 0);
    if (call.type() instanceof DecimalType result && left instanceof DecimalType decimal) {
      String narrow = result.isShort() ? null : narrow(call);
      if (narrow != null) {
        return cast(narrow, result);
      }
      int precision =
          result.getPrecision() > 18
              ? Math.max(decimal.getPrecision(), 19)
              : decimal.getPrecision();
      return cast(
          "CAST("
              + argument(call, 0)
              + " AS DECIMAL("
              + precision
              + ","
              + decimal.getScale()
              + ")) * "
              + argument(call, 1),
          result);
    }
    return left.equals(type(call, 1)) && (DuckTypes.isInteger(left) || DuckTypes.isFloating(left))
        ? binary(call, " * ")
        : null;
  }

  private @Nullable String divide(Call call) {
    Type left = type(call, 0);
    if (!left.equals(type(call, 1))) {
      return null;
    }
    if (DuckTypes.isInteger(left)) {
      return binary(call, " // ");
    }
    return DuckTypes.isFloating(left) ? binary(call, " / ") : null;
  }

  @Nullable String modulus(Call call) {
    Type left = type(call, 0);
    return left.equals(type(call, 1)) && DuckTypes.isInteger(left) ? binary(call, " % ") : null;
  }

  private boolean isNumberConstant(Expression expression) {
    Constant constant = expressions.fold(expression);
    if (constant == null || constant.value() == null) {
      return false;
    }
    return switch (constant.value()) {
      case Double value -> !value.isNaN();
      case Long value -> !Float.isNaN(Float.intBitsToFloat((int) (long) value));
      default -> false;
    };
  }

  private boolean mayBeNaN(Call call, int index) {
    return DuckTypes.isFloating(type(call, index))
        && !isNumberConstant(call.arguments().get(index));
  }

  private @Nullable String identical(Call call) {
    return isComparable(type(call, 0)) ? binary(call, " IS NOT DISTINCT FROM ") : null;
  }

  private @Nullable String equal(Call call) {
    if (!isComparable(type(call, 0))) {
      return null;
    }
    String sql = binary(call, " = ");
    return mayBeNaN(call, 0) && mayBeNaN(call, 1)
        ? "("
            + sql
            + " AND NOT (isnan("
            + argument(call, 0)
            + ") AND isnan("
            + argument(call, 1)
            + ")))"
        : sql;
  }

  private @Nullable String less(Call call, String operator) {
    if (!isComparable(type(call, 0))) {
      return null;
    }
    String sql = binary(call, operator);
    return mayBeNaN(call, 1)
        ? "("
            + sql
            + " AND (NOT isnan("
            + argument(call, 1)
            + ") OR "
            + argument(call, 0)
            + " IS NULL))"
        : sql;
  }

  /** NULLs inside arrays and rows compare differently; a packed instant holds a zone as well. */
  private static boolean isComparable(Type type) {
    return !DuckTypes.isNested(type) && !DuckTypes.isOpaque(type);
  }

  /** NaN is no key of any map, but DuckDB finds it. */
  private static boolean hasPlainKeys(Type type) {
    return type instanceof MapType map
        && !DuckTypes.isFloating(map.getKeyType())
        && isComparable(map.getKeyType());
  }

  private @Nullable String subscript(Call call) {
    if (type(call, 0) instanceof MapType && !hasPlainKeys(type(call, 0))) {
      return null;
    }
    String base = argument(call, 0);
    String index = argument(call, 1);
    if (type(call, 0) instanceof MapType) {
      return "CASE WHEN "
          + base
          + " IS NULL THEN NULL WHEN map_contains("
          + base
          + ", "
          + index
          + ") THEN map_extract_value("
          + base
          + ", "
          + index
          + ") ELSE error("
          + Failures.text("INVALID_FUNCTION_ARGUMENT", "Key not present in map: ")
          + " || CAST("
          + index
          + " AS VARCHAR)) END";
    }
    return "CASE WHEN "
        + base
        + " IS NULL OR "
        + index
        + " IS NULL THEN NULL WHEN "
        + index
        + " BETWEEN 1 AND len("
        + base
        + ") THEN list_extract("
        + base
        + ", "
        + index
        + ") WHEN "
        + index
        + " = 0 THEN error("
        + Failures.text("INVALID_FUNCTION_ARGUMENT", "SQL array indices start at 1")
        + ") WHEN "
        + index
        + " < 0 THEN error("
        + Failures.text("INVALID_FUNCTION_ARGUMENT", "Array subscript is negative: ")
        + " || CAST("
        + index
        + " AS VARCHAR)) ELSE error("
        + Failures.text(
            "INVALID_FUNCTION_ARGUMENT",
            "Array subscript must be less than or equal to array length: ")
        + " || CAST("
        + index
        + " AS VARCHAR) || ' > ' || CAST(len("
        + base
        + ") AS VARCHAR)) END";
  }

  @Nullable String elementAt(Call call) {
    if (type(call, 0) instanceof MapType && !hasPlainKeys(type(call, 0))) {
      return null;
    }
    String base = argument(call, 0);
    String index = argument(call, 1);
    if (type(call, 0) instanceof MapType) {
      return "map_extract_value(" + base + ", " + index + ")";
    }
    return "CASE WHEN "
        + index
        + " = 0 THEN error("
        + Failures.text("INVALID_FUNCTION_ARGUMENT", "SQL array indices start at 1")
        + ") ELSE list_extract("
        + base
        + ", "
        + index
        + ") END";
  }

  private static String cast(String sql, Type type) {
    return "CAST(" + sql + " AS " + DuckTypes.of(type) + ")";
  }
}
