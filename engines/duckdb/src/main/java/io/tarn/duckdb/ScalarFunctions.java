package io.tarn.duckdb;

import io.airlift.slice.Slice;
import io.trino.spi.StandardErrorCode;
import io.trino.spi.type.ArrayType;
import io.trino.spi.type.CharType;
import io.trino.spi.type.MapType;
import io.trino.spi.type.Type;
import io.trino.spi.type.VarbinaryType;
import io.trino.spi.type.VarcharType;
import io.trino.sql.ir.Call;
import io.trino.sql.ir.Constant;
import io.trino.sql.ir.Expression;
import io.trino.sql.ir.Lambda;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The function table: which of Trino's scalar functions DuckDB computes equally (and by which
 * expression), while all others run as Trino's own implementation, or are refused by name where
 * their types cannot be handed to Java.
 */
final class ScalarFunctions {
  private static final Set<String> TRUNCATIONS =
      Set.of("second", "minute", "hour", "day", "week", "month", "quarter", "year");

  private static final Set<String> TIMES = Set.of("second", "minute", "hour");

  private final Expressions expressions;
  private final TrinoExpressions trino;
  private final Casts casts;
  private final Operators operators;

  ScalarFunctions(Expressions expressions, TrinoExpressions trino, Casts casts) {
    this.expressions = expressions;
    this.trino = trino;
    this.casts = casts;
    this.operators = new Operators(expressions);
  }

  String sql(Call call) {
    String name = call.function().name().functionName();
    String sql = name.startsWith("$operator$") ? operators.sql(call) : byName(name, call);
    return sql != null ? sql : byTrino(call);
  }

  private String byTrino(Call call) {
    return trino.sql(call);
  }

  private @Nullable String byName(String name, Call call) {
    List<Expression> arguments = call.arguments();
    Type result = call.type();
    return switch (name) {
      case "$not" -> "(NOT " + argument(call, 0) + ")";
      case "$like" -> like(call);
      // DuckDB takes no TRY around what may fail on purpose; Trino's is exact besides.
      case "$try" -> null;
      case "$try_cast" ->
          casts.neverFails(arguments.getFirst().type(), result)
              ? casts.sql(arguments.getFirst().type(), result, argument(call, 0))
              : null;
      case "fail" -> fail(call);
      case "typeof" -> Literals.text(arguments.getFirst().type().getDisplayName());
      case "lower", "upper" -> foldCase(name, call);
      case "length" -> length(call);
      case "substr", "substring" -> substring(call);
      case "concat" -> concat(call);
      case "replace" -> replace(call);
      case "strpos", "position" -> position(call);
      case "starts_with" -> plain("starts_with", call);
      case "abs", "ceil", "ceiling", "floor", "sign", "sqrt" -> numeric(name, call);
      case "round" -> round(call);
      case "mod" -> operators.modulus(call);
      case "greatest", "least" -> extreme(name, call);
      case "date_trunc" -> truncate(call);
      case "year", "month", "day", "hour", "minute", "second", "quarter" -> part(name, call);
      case "week", "week_of_year" -> part("week", call);
      case "day_of_week", "dow" -> part("isodow", call);
      case "day_of_month" -> part("day", call);
      case "day_of_year", "doy" -> part("dayofyear", call);
      case "year_of_week", "yow" -> part("isoyear", call);
      case "random", "rand" -> arguments.isEmpty() ? "random()" : null;
      case "to_utf8" ->
          arguments.getFirst().type() instanceof VarcharType
              ? "encode(" + argument(call, 0) + ")"
              : null;
      case "md5", "sha256" -> "from_hex(" + name + "(" + argument(call, 0) + "))";
      case "to_hex" -> "hex(" + argument(call, 0) + ")";
      default -> nested(name, call);
    };
  }

  /** What Trino plans for checks that must stop the statement. */
  private @Nullable String fail(Call call) {
    Constant code = expressions.fold(call.arguments().getFirst());
    Constant text = expressions.fold(call.arguments().getLast());
    if (text == null || !(text.value() instanceof Slice message)) {
      return null;
    }
    String name =
        Arrays.stream(StandardErrorCode.values())
            .filter(
                error ->
                    code != null
                        && Long.valueOf(error.toErrorCode().getCode()).equals(code.value()))
            .map(Enum::name)
            .findFirst()
            .orElse("GENERIC_USER_ERROR");
    return "error(" + Failures.text(name, message.toStringUtf8()) + ")";
  }

  /** Functions over arrays and maps. */
  private @Nullable String nested(String name, Call call) {
    if (call.arguments().isEmpty()) {
      return null;
    }
    Type first = call.arguments().getFirst().type();
    if (name.equals("split") && call.arguments().size() == 2) {
      return notEmpty(call.arguments().get(1)) ? plain("string_split", call) : null;
    }
    if (!(first instanceof ArrayType) && !(first instanceof MapType)) {
      return null;
    }
    return switch (name) {
      case "cardinality" ->
          "CAST("
              + (first instanceof MapType ? "cardinality(" : "len(")
              + argument(call, 0)
              + ") AS BIGINT)";
      case "element_at" -> operators.elementAt(call);
      case "contains" -> holdsFloats(first) ? null : contains(call);
      case "array_join" -> arrayJoin(call);
      case "array_sort" ->
          call.arguments().size() == 1
              ? "list_sort(" + argument(call, 0) + ", 'ASC', 'NULLS LAST')"
              : null;
      case "reverse" -> plain("list_reverse", call);
      case "array_max" -> holdsFloats(first) ? null : arrayExtreme("list_max", call);
      case "array_min" -> holdsFloats(first) ? null : arrayExtreme("list_min", call);
      case "map_keys", "map_values" -> plain(name, call);
      case "transform" -> higher("list_transform", call);
      case "filter" -> higher("list_filter", call);
      default -> null;
    };
  }

  /** NaN among them compares by rules of its own. */
  private static boolean holdsFloats(Type type) {
    return type.getTypeParameters().stream()
        .anyMatch(item -> DuckTypes.isFloating(item) || holdsFloats(item));
  }

  private String argument(Call call, int index) {
    return expressions.sql(call.arguments().get(index));
  }

  private String plain(String duckName, Call call) {
    return duckName + "(" + expressions.list(call.arguments()) + ")";
  }

  private String plainAs(String duckName, Call call) {
    return "CAST(" + plain(duckName, call) + " AS " + DuckTypes.of(call.type()) + ")";
  }

  private @Nullable String constantText(Expression expression) {
    Constant constant = expressions.fold(expression);
    return constant != null && constant.value() instanceof Slice slice
        ? slice.toStringUtf8()
        : null;
  }

  private @Nullable Long constantNumber(Expression expression) {
    Constant constant = expressions.fold(expression);
    return constant != null && constant.value() instanceof Long number ? number : null;
  }

  private boolean notEmpty(Expression expression) {
    String text = constantText(expression);
    return text != null && !text.isEmpty();
  }

  private @Nullable String like(Call call) {
    if (!(call.arguments().getFirst().type() instanceof VarcharType)
        || !(call.arguments().get(1) instanceof Call pattern)
        || expressions.fold(pattern) == null) {
      return null;
    }
    // The pattern was compiled by Trino just now, so a wrong escape has been refused already.
    String text = constantText(pattern.arguments().getFirst());
    if (text == null) {
      return null;
    }
    String sql = "(" + argument(call, 0) + " LIKE " + Literals.text(text);
    if (pattern.arguments().size() == 1) {
      return sql + ")";
    }
    String escape = constantText(pattern.arguments().get(1));
    if (escape == null || escape.isEmpty()) {
      return null;
    }
    return sql + " ESCAPE " + Literals.text(escape) + ")";
  }

  /** DuckDB's case folding differs from Java's for a few letters: it is used for ASCII only. */
  private @Nullable String foldCase(String name, Call call) {
    if (!(call.arguments().getFirst().type() instanceof VarcharType)) {
      return null;
    }
    String value = argument(call, 0);
    return "CASE WHEN strlen("
        + value
        + ") = length("
        + value
        + ") THEN "
        + name
        + "("
        + value
        + ") ELSE "
        + byTrino(call)
        + " END";
  }

  private @Nullable String length(Call call) {
    return switch (call.arguments().getFirst().type()) {
      case VarcharType t -> "length(" + argument(call, 0) + ")";
      case VarbinaryType t -> "octet_length(" + argument(call, 0) + ")";
      case CharType t ->
          "CASE WHEN "
              + argument(call, 0)
              + " IS NOT NULL THEN CAST("
              + t.getLength()
              + " AS BIGINT) END";
      default -> null;
    };
  }

  private @Nullable String substring(Call call) {
    Long start = constantNumber(call.arguments().get(1));
    boolean simple =
        call.arguments().getFirst().type() instanceof VarcharType && start != null && start > 0;
    if (simple && call.arguments().size() == 3) {
      Long length = constantNumber(call.arguments().get(2));
      simple = length != null && length >= 0;
    }
    return simple ? plain("substring", call) : null;
  }

  private @Nullable String concat(Call call) {
    Type result = call.type();
    if (result instanceof VarcharType || result instanceof VarbinaryType) {
      return call.arguments().stream()
          .map(expressions::sql)
          .collect(Collectors.joining(" || ", "(", ")"));
    }
    if (result instanceof ArrayType array
        && call.arguments().stream().allMatch(argument -> argument.type().equals(array))) {
      return call.arguments().stream()
          .map(expressions::sql)
          .collect(Collectors.joining(" || ", "(", ")"));
    }
    return null;
  }

  private @Nullable String replace(Call call) {
    if (!(call.arguments().getFirst().type() instanceof VarcharType)
        || !notEmpty(call.arguments().get(1))) {
      return null;
    }
    return "replace("
        + expressions.list(call.arguments())
        + (call.arguments().size() == 2 ? ", '')" : ")");
  }

  private @Nullable String position(Call call) {
    return call.arguments().size() == 2 && notEmpty(call.arguments().get(1))
        ? plain("strpos", call)
        : null;
  }

  private @Nullable String numeric(String name, Call call) {
    Type type = call.arguments().getFirst().type();
    if (DuckTypes.isFloating(type) && name.equals("sign")) {
      return null;
    }
    if (DuckTypes.isInteger(type)
        && !name.equals("abs")
        && !name.equals("sign")
        && !name.equals("sqrt")) {
      return argument(call, 0);
    }
    return plainAs(name.equals("ceiling") ? "ceil" : name, call);
  }

  private @Nullable String round(Call call) {
    Type type = call.arguments().getFirst().type();
    if (call.arguments().size() == 1) {
      // Trino rounds minus zero to zero.
      return DuckTypes.isFloating(type)
          ? "CAST(round(" + argument(call, 0) + " + 0) AS " + DuckTypes.of(type) + ")"
          : plainAs("round", call);
    }
    Long digits = constantNumber(call.arguments().get(1));
    if (type instanceof io.trino.spi.type.DecimalType decimal
        && digits != null
        && digits >= 0
        && digits < decimal.getScale()) {
      return "CAST(round("
          + argument(call, 0)
          + ", "
          + digits
          + ") AS "
          + DuckTypes.of(call.type())
          + ")";
    }
    return null;
  }

  /** NULL among the arguments makes the result NULL, which DuckDB skips. */
  private @Nullable String extreme(String name, Call call) {
    if (DuckTypes.isNested(call.type())
        || DuckTypes.isOpaque(call.type())
        || DuckTypes.isFloating(call.type())) {
      return null;
    }
    String anyNull =
        call.arguments().stream()
            .map(argument -> expressions.sql(argument) + " IS NULL")
            .collect(Collectors.joining(" OR "));
    return "CASE WHEN " + anyNull + " THEN NULL ELSE " + plain(name, call) + " END";
  }

  private @Nullable String truncate(Call call) {
    String unit = constantText(call.arguments().getFirst());
    boolean plain =
        (call.type() instanceof io.trino.spi.type.DateType
                && (unit == null || !TIMES.contains(unit)))
            || (call.type() instanceof io.trino.spi.type.TimestampType
                && !DuckTypes.isPacked(call.type()));
    return plain && unit != null && TRUNCATIONS.contains(unit) ? plainAs("date_trunc", call) : null;
  }

  private @Nullable String part(String duckName, Call call) {
    return switch (call.arguments().getFirst().type()) {
      case io.trino.spi.type.DateType t -> plainAs(duckName, call);
      case io.trino.spi.type.TimestampType t ->
          DuckTypes.isPacked(t) ? null : plainAs(duckName, call);
      default -> null;
    };
  }

  private String contains(Call call) {
    String array = argument(call, 0);
    return "CASE WHEN list_contains("
        + array
        + ", "
        + argument(call, 1)
        + ") THEN TRUE WHEN list_count("
        + array
        + ") <> len("
        + array
        + ") THEN NULL ELSE list_contains("
        + array
        + ", "
        + argument(call, 1)
        + ") END";
  }

  private @Nullable String arrayJoin(Call call) {
    ArrayType type = (ArrayType) call.arguments().getFirst().type();
    if (call.arguments().size() != 2 || !(type.getElementType() instanceof VarcharType)) {
      return null;
    }
    return "coalesce("
        + plain("array_to_string", call)
        + ", CASE WHEN "
        + argument(call, 0)
        + " IS NULL THEN NULL ELSE '' END)";
  }

  private String arrayExtreme(String duckName, Call call) {
    String array = argument(call, 0);
    return "CASE WHEN list_count("
        + array
        + ") <> len("
        + array
        + ") THEN NULL ELSE "
        + duckName
        + "("
        + array
        + ") END";
  }

  private @Nullable String higher(String duckName, Call call) {
    if (!(call.arguments().get(1) instanceof Lambda)) {
      return null;
    }
    return duckName
        + "("
        + argument(call, 0)
        + ", "
        + expressions.lambda(call.arguments().get(1))
        + ")";
  }
}
