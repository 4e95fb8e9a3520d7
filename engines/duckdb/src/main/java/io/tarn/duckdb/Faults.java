package io.tarn.duckdb;

import io.trino.spi.type.Type;
import io.trino.spi.type.VarcharType;
import io.trino.sql.ir.Call;
import io.trino.sql.ir.Cast;
import io.trino.sql.ir.Expression;
import io.trino.sql.ir.Lambda;
import io.trino.sql.ir.Reference;
import java.util.HashSet;
import java.util.Set;

/**
 * Which expressions may fail for some value. Trino evaluates the terms of AND and OR from the left
 * and stops early; DuckDB evaluates them all, so that a term that guards another has to be said.
 */
final class Faults {
  /** What has an answer for all values. */
  private static final Set<String> HARMLESS =
      Set.of(
          "$not",
          "$like",
          "$try",
          "$try_cast",
          "$operator$equal",
          "$operator$less_than",
          "$operator$less_than_or_equal",
          "$operator$identical",
          "$operator$add",
          "$operator$subtract",
          "$operator$multiply",
          "$operator$negation",
          "lower",
          "upper",
          "length",
          "substr",
          "substring",
          "concat",
          "trim",
          "ltrim",
          "rtrim",
          "replace",
          "strpos",
          "starts_with",
          "abs",
          "ceil",
          "ceiling",
          "floor",
          "round",
          "sign",
          "year",
          "quarter",
          "month",
          "week",
          "day",
          "hour",
          "minute",
          "second",
          "cardinality",
          "contains");

  /** Of these, what fails when a number grows too large. */
  private static final Set<String> OVERFLOWING =
      Set.of(
          "$operator$add",
          "$operator$subtract",
          "$operator$multiply",
          "$operator$negation",
          "abs",
          "ceil",
          "ceiling",
          "floor",
          "round");

  private Faults() {}

  /** Whether some value that is not outlandish makes the expression fail. */
  static boolean mayFail(Expression expression) {
    return switch (expression) {
      case Call call
          when !HARMLESS.contains(call.function().name().functionName()) && !isFloating(call) ->
          true;
      case Cast cast when cast.expression().type() instanceof VarcharType from ->
          !isWider(cast, from);
      case Lambda lambda -> mayFail(lambda.body());
      default -> expression.children().stream().anyMatch(Faults::mayFail);
    };
  }

  /** Whether any value at all makes the expression fail. */
  static boolean canFail(Expression expression) {
    return switch (expression) {
      case Call call
          when OVERFLOWING.contains(call.function().name().functionName()) && !isFloating(call) ->
          true;
      case Cast cast when !cast.type().equals(cast.expression().type()) -> true;
      default ->
          (expression instanceof Call && mayFail(expression))
              || expression.children().stream().anyMatch(Faults::canFail);
    };
  }

  private static boolean isFloating(Call call) {
    return call.function().name().functionName().startsWith("$operator$")
        && DuckTypes.isFloating(call.type());
  }

  private static boolean isWider(Cast cast, VarcharType from) {
    Type to = cast.type();
    return to instanceof VarcharType || to.equals(from);
  }

  /** Whether two expressions speak of a column in common. */
  static boolean shareColumns(Expression first, Expression second) {
    Set<String> names = new HashSet<>();
    addNames(first, names);
    Set<String> others = new HashSet<>();
    addNames(second, others);
    names.retainAll(others);
    return !names.isEmpty();
  }

  private static void addNames(Expression expression, Set<String> names) {
    if (expression instanceof Reference reference) {
      names.add(reference.name());
    }
    expression.children().forEach(child -> addNames(child, names));
  }
}
