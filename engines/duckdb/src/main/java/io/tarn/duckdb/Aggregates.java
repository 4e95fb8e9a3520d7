package io.tarn.duckdb;

import io.tarn.sql.spi.EngineException;
import io.trino.metadata.ResolvedFunction;
import io.trino.spi.type.ArrayType;
import io.trino.spi.type.BigintType;
import io.trino.spi.type.DateType;
import io.trino.spi.type.DecimalType;
import io.trino.spi.type.Int128;
import io.trino.spi.type.RealType;
import io.trino.spi.type.TimestampType;
import io.trino.spi.type.Type;
import io.trino.spi.type.VarcharType;
import io.trino.sql.ir.Constant;
import io.trino.sql.ir.Expression;
import io.trino.sql.ir.Lambda;
import io.trino.sql.planner.ExpressionSymbolInliner;
import io.trino.sql.planner.Symbol;
import io.trino.sql.planner.plan.AggregationNode;
import io.trino.sql.planner.plan.FrameBoundType;
import io.trino.sql.planner.plan.GroupIdNode;
import io.trino.sql.planner.plan.PlanNode;
import io.trino.sql.planner.plan.ProjectNode;
import io.trino.sql.planner.plan.WindowFrameType;
import io.trino.sql.planner.plan.WindowNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The function table's other half: aggregate and window functions with Trino's results. */
final class Aggregates {
  private static final Set<String> OFFSETS = Set.of("ntile", "nth_value", "lag", "lead");

  private final Expressions expressions;
  private final JavaFunctions javaFunctions;
  private final TrinoAggregates trino;

  Aggregates(Expressions expressions, JavaFunctions javaFunctions, TrinoAggregates trino) {
    this.expressions = expressions;
    this.javaFunctions = javaFunctions;
    this.trino = trino;
  }

  String sql(AggregationNode.Aggregation aggregation, PlanNode source) {
    String order =
        aggregation
            .getOrderingScheme()
            .map(scheme -> " ORDER BY " + PlanTranslator.order(scheme))
            .orElse("");
    String filter =
        Optional.of(aggregation)
            .flatMap(a -> a.getFilter().or(a::getMask))
            .map(symbol -> " FILTER (WHERE " + Literals.quoted(symbol.name()) + ")")
            .orElse("");
    String distinct = aggregation.isDistinct() ? "DISTINCT " : "";
    return aggregate(
        aggregation.getResolvedFunction(),
        constants(aggregation.getArguments(), source),
        distinct,
        order,
        call -> call + filter);
  }

  /** The arguments, with what the plan projected from constants as constants again. */
  List<Expression> constants(List<Expression> arguments, PlanNode source) {
    return arguments.stream().map(argument -> constant(argument, source)).toList();
  }

  private Expression constant(Expression argument, PlanNode source) {
    PlanNode node = source instanceof GroupIdNode grouping ? grouping.getSource() : source;
    Expression inlined = argument;
    while (node instanceof ProjectNode project && expressions.fold(inlined) == null) {
      inlined =
          ExpressionSymbolInliner.inlineSymbols(
              symbol -> {
                Expression below = project.getAssignments().get(symbol);
                return below == null ? symbol.toSymbolReference() : below;
              },
              inlined);
      node = project.getSource();
    }
    Constant constant = expressions.fold(inlined);
    return constant != null ? constant : argument;
  }

  String window(WindowNode.Function function, PlanNode source, String specification) {
    String name = function.getResolvedFunction().name().functionName();
    List<Expression> arguments = constants(function.getArguments(), source);
    String nulls = function.isIgnoreNulls() ? " IGNORE NULLS" : "";
    checkOffset(name, arguments);
    switch (name) {
      case "row_number", "rank", "dense_rank", "percent_rank", "cume_dist" -> {
        return name + "() OVER (" + specification + ")";
      }
      case "ntile" -> {
        return "ntile(" + expressions.list(arguments) + ") OVER (" + specification + ")";
      }
      case "lag", "lead" -> {
        return name + "(" + expressions.list(arguments) + nulls + ") OVER (" + specification + ")";
      }
      default -> {}
    }
    String over = " OVER (" + specification + frame(function.getFrame()) + ")";
    return switch (name) {
      case "first_value", "last_value", "nth_value" ->
          name + "(" + expressions.list(arguments) + nulls + ")" + over;
      default ->
          aggregate(
              function.getResolvedFunction(),
              arguments,
              function.isDistinct() ? "DISTINCT " : "",
              function
                  .getOrderingScheme()
                  .map(scheme -> " ORDER BY " + PlanTranslator.order(scheme))
                  .orElse(""),
              call -> call + over);
    };
  }

  /** A number that is written out is looked at before any row is. */
  private void checkOffset(String name, List<Expression> arguments) {
    boolean ntile = name.equals("ntile");
    long least = ntile || name.equals("nth_value") ? 1 : 0;
    int place = ntile ? 0 : 1;
    if (!OFFSETS.contains(name) || arguments.size() <= place) {
      return;
    }
    Constant constant = expressions.fold(arguments.get(place));
    if (constant == null) {
      return;
    }
    if (constant.value() == null) {
      if (name.equals("lag") || name.equals("lead")) {
        throw new EngineException("INVALID_FUNCTION_ARGUMENT", "Offset must not be null");
      }
    } else if ((long) constant.value() < least) {
      throw new EngineException(
          "INVALID_FUNCTION_ARGUMENT",
          ntile ? "Buckets must be greater than 0" : "Offset must be at least " + least);
    }
  }

  private static String frame(WindowNode.Frame frame) {
    if (frame.equals(WindowNode.Frame.DEFAULT_FRAME)) {
      return "";
    }
    return " "
        + frame.getType()
        + " BETWEEN "
        + bound(
            frame.getType(),
            frame.getStartType(),
            frame.getStartValue().map(Symbol::name),
            frame.getSortKeyCoercedForFrameStartComparison())
        + " AND "
        + bound(
            frame.getType(),
            frame.getEndType(),
            frame.getEndValue().map(Symbol::name),
            frame.getSortKeyCoercedForFrameEndComparison());
  }

  private static String bound(
      WindowFrameType type,
      FrameBoundType bound,
      Optional<String> value,
      Optional<Symbol> sortKey) {
    return switch (bound) {
      case UNBOUNDED_PRECEDING -> "UNBOUNDED PRECEDING";
      case UNBOUNDED_FOLLOWING -> "UNBOUNDED FOLLOWING";
      case CURRENT_ROW -> "CURRENT ROW";
      case PRECEDING -> distance(type, value.orElseThrow(), sortKey, true) + " PRECEDING";
      case FOLLOWING -> distance(type, value.orElseThrow(), sortKey, false) + " FOLLOWING";
    };
  }

  /** Trino's plan holds the frame's edge; DuckDB wants its distance from the sort key. */
  private static String distance(
      WindowFrameType type, String value, Optional<Symbol> sortKey, boolean preceding) {
    String edge = Literals.quoted(value);
    if (type != WindowFrameType.RANGE) {
      return edge;
    }
    Symbol key = sortKey.orElseThrow();
    if (key.type() instanceof DateType
        || (key.type() instanceof TimestampType && !DuckTypes.isPacked(key.type()))) {
      return interval(key, edge);
    }
    if (!DuckTypes.isInteger(key.type())
        && !DuckTypes.isFloating(key.type())
        && !(key.type() instanceof DecimalType)) {
      throw EngineException.unsupported(
          "RANGE with a distance over " + key.type().getDisplayName());
    }
    String name = Literals.quoted(key.name());
    return preceding ? "abs(" + name + " - " + edge + ")" : "abs(" + edge + " - " + name + ")";
  }

  private String aggregate(
      ResolvedFunction function,
      List<Expression> arguments,
      String distinct,
      String order,
      UnaryOperator<String> finish) {
    String sql = byDuckDb(function, arguments, distinct, order, finish);
    return sql != null ? sql : trino.sql(function, arguments, distinct, order, finish);
  }

  private @Nullable String byDuckDb(
      ResolvedFunction function,
      List<Expression> arguments,
      String distinct,
      String order,
      UnaryOperator<String> finish) {
    if (arguments.stream().anyMatch(argument -> argument instanceof Lambda)) {
      return null;
    }
    String name = function.name().functionName();
    Type result = function.signature().getReturnType();
    Type type = arguments.isEmpty() ? result : arguments.getFirst().type();
    String first = arguments.isEmpty() ? "" : expressions.sql(arguments.getFirst());
    String all = distinct + expressions.list(arguments) + order;
    return switch (name) {
      case "count" ->
          finish.apply(
              "count("
                  + (arguments.isEmpty() ? "*" : distinct + DuckTypes.key(type, first) + order)
                  + ")");
      case "count_if" -> finish.apply("count(CASE WHEN " + first + " THEN 1 END)");
      case "sum" -> isNumber(type) ? cast(finish.apply("sum(" + all + ")"), result) : null;
      case "avg" -> average(type, result, all, finish);
      case "min" -> arguments.size() == 1 ? finish.apply("min(" + all + ")") : null;
      case "max" -> arguments.size() == 1 ? maximum(type, first, all, finish) : null;
      case "bool_and", "every" -> finish.apply("bool_and(" + all + ")");
      case "bool_or" -> finish.apply("bool_or(" + all + ")");
      case "any_value", "arbitrary" -> finish.apply("any_value(" + all + ")");
      case "array_agg" -> finish.apply("array_agg(" + all + ")");
      case "max_by" ->
          arguments.size() == 2 && !DuckTypes.isFloating(arguments.get(1).type())
              ? finish.apply("arg_max_null(" + all + ")")
              : null;
      case "min_by" -> arguments.size() == 2 ? finish.apply("arg_min_null(" + all + ")") : null;
      case "stddev", "stddev_samp" -> finish.apply("stddev_samp(" + all + ")");
      case "variance", "var_samp" -> finish.apply("var_samp(" + all + ")");
      case "stddev_pop", "var_pop" -> finish.apply(name + "(" + all + ")");
      case "covar_pop", "covar_samp" -> cast(finish.apply(name + "(" + all + ")"), result);
      case "corr", "regr_slope", "regr_intercept" ->
          finite(cast(finish.apply(name + "(" + all + ")"), result));
      // Exact, and so within every error bound.
      case "approx_distinct" ->
          arguments.size() == 1
              ? finish.apply("count(DISTINCT " + DuckTypes.key(type, first) + ")")
              : null;
      case "approx_percentile" -> percentile(arguments, type, finish);
      case "histogram" -> cast(finish.apply("histogram(" + all + ")"), result);
      case "bitwise_and_agg" -> finish.apply("bit_and(" + all + ")");
      case "bitwise_or_agg" -> finish.apply("bit_or(" + all + ")");
      case "bitwise_xor_agg" -> finish.apply("bit_xor(" + all + ")");
      case "$listagg", "listagg" -> listagg(arguments, distinct, order, finish);
      default -> null;
    };
  }

  private static boolean isNumber(Type type) {
    return DuckTypes.isInteger(type) || DuckTypes.isFloating(type) || type instanceof DecimalType;
  }

  private static String cast(String sql, Type type) {
    return "CAST(" + sql + " AS " + DuckTypes.of(type) + ")";
  }

  private static String interval(Symbol key, String edge) {
    String name = Literals.quoted(key.name());
    return key.type() instanceof DateType
        ? "to_days(CAST(abs(" + name + " - " + edge + ") AS INTEGER))"
        : "to_microseconds(abs(epoch_us(" + name + ") - epoch_us(" + edge + ")))";
  }

  /** The greatest number; NaN is smaller than any. */
  private static String maximum(Type type, String first, String all, UnaryOperator<String> finish) {
    String plain = finish.apply("max(" + all + ")");
    return DuckTypes.isFloating(type)
        ? "coalesce("
            + finish.apply("max(CASE WHEN NOT isnan(" + first + ") THEN " + first + " END)")
            + ", "
            + plain
            + ")"
        : plain;
  }

  /** NULL instead of what is no number. */
  private static String finite(String sql) {
    return "CASE WHEN isfinite(" + sql + ") THEN " + sql + " END";
  }

  private @Nullable String average(
      Type type, Type result, String all, UnaryOperator<String> finish) {
    if (!(type instanceof DecimalType decimal)) {
      if (!DuckTypes.isFloating(type) && !DuckTypes.isInteger(type)) {
        return null;
      }
      String average = finish.apply("avg(" + all + ")");
      return type instanceof RealType ? cast(average, result) : average;
    }
    // Trino divides the exact sum by the count and rounds half up at the column's own scale.
    DecimalType sum = DecimalType.createDecimalType(38, decimal.getScale());
    return cast(
        javaFunctions.own(
            "average of decimals at scale " + decimal.getScale(),
            List.of(sum, BigintType.BIGINT),
            sum,
            values -> divide(values[0], values[1]),
            List.of(
                cast(finish.apply("sum(" + all + ")"), sum), finish.apply("count(" + all + ")"))),
        result);
  }

  private static @Nullable Object divide(@Nullable Object sum, @Nullable Object count) {
    if (sum == null || count == null || (long) count == 0) {
      return null;
    }
    BigInteger unscaled =
        new BigDecimal(((Int128) sum).toBigInteger())
            .divide(BigDecimal.valueOf((long) count), 0, RoundingMode.HALF_UP)
            .toBigIntegerExact();
    return Int128.valueOf(unscaled);
  }

  /** The exact percentile, which lies within every bound of the approximation. */
  private @Nullable String percentile(
      List<Expression> arguments, Type type, UnaryOperator<String> finish) {
    if (arguments.size() != 2 || arguments.get(1).type() instanceof ArrayType) {
      return null;
    }
    Constant share = expressions.fold(arguments.get(1));
    if (share == null
        || !(share.value() instanceof Double fraction)
        || !(fraction >= 0 && fraction <= 1)) {
      return null;
    }
    return cast(
        finish.apply(
            "quantile_disc(" + expressions.sql(arguments.getFirst()) + ", " + fraction + ")"),
        type);
  }

  private @Nullable String listagg(
      List<Expression> arguments, String distinct, String order, UnaryOperator<String> finish) {
    if (!(arguments.getFirst().type() instanceof VarcharType)) {
      return null;
    }
    return finish.apply(
        "string_agg("
            + distinct
            + expressions.sql(arguments.getFirst())
            + ", "
            + expressions.sql(arguments.get(1))
            + order
            + ")");
  }
}
