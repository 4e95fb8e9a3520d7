package io.tarn.duckdb;

import io.tarn.sql.spi.EngineException;
import io.trino.spi.TrinoException;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** DuckDB's errors as Trino would have raised them. */
final class Failures {
  private static final String MARK = "\u0001trino:";
  private static final Pattern MARKED =
      Pattern.compile("\u0001trino:([A-Z_]+):(?s:(.*?)\u0002|([^\n]*))");

  private record Rule(Pattern pattern, String code, String message) {}

  private static final List<Rule> RULES =
      List.of(
          rule("Division by zero", "DIVISION_BY_ZERO", "Division by zero"),
          rule(
              "More than one row returned by a subquery",
              "SUBQUERY_MULTIPLE_ROWS",
              "Scalar sub-query has returned multiple rows"),
          rule(
              "Overflow in addition of INT64 \\((-?\\d+) \\+ (-?\\d+)\\)",
              "NUMERIC_VALUE_OUT_OF_RANGE",
              "bigint addition overflow: $1 + $2"),
          rule(
              "Overflow in addition of INT32 \\((-?\\d+) \\+ (-?\\d+)\\)",
              "NUMERIC_VALUE_OUT_OF_RANGE",
              "integer addition overflow: $1 + $2"),
          rule(
              "Overflow in subtraction of INT64 \\((-?\\d+) - (-?\\d+)\\)",
              "NUMERIC_VALUE_OUT_OF_RANGE",
              "bigint subtraction overflow: $1 - $2"),
          rule(
              "Overflow in subtraction of INT32 \\((-?\\d+) - (-?\\d+)\\)",
              "NUMERIC_VALUE_OUT_OF_RANGE",
              "integer subtraction overflow: $1 - $2"),
          rule(
              "Overflow in multiplication of INT64 \\((-?\\d+) \\* (-?\\d+)\\)",
              "NUMERIC_VALUE_OUT_OF_RANGE",
              "bigint multiplication overflow: $1 * $2"),
          rule(
              "Overflow in multiplication of INT32 \\((-?\\d+) \\* (-?\\d+)\\)",
              "NUMERIC_VALUE_OUT_OF_RANGE",
              "integer multiplication overflow: $1 * $2"),
          rule(
              "Type (?:HUGEINT|INT128) with value (-?\\d+) can't be cast because the value is out of range for"
                  + " the destination type INT64",
              "NUMERIC_VALUE_OUT_OF_RANGE",
              "bigint addition overflow: $1"),
          rule(
              "with value (-?[\\d.]+) can't be cast because the value is out of range for the"
                  + " destination type INT32",
              "INVALID_CAST_ARGUMENT",
              "Out of range for integer: $1"),
          rule(
              "with value (-?[\\d.]+) can't be cast because the value is out of range for the"
                  + " destination type INT16",
              "INVALID_CAST_ARGUMENT",
              "Out of range for smallint: $1"),
          rule(
              "with value (-?[\\d.]+) can't be cast because the value is out of range for the"
                  + " destination type INT8",
              "INVALID_CAST_ARGUMENT",
              "Out of range for tinyint: $1"),
          rule(
              "with value (-?[\\d.]+) can't be cast because the value is out of range for the"
                  + " destination type INT64",
              "INVALID_CAST_ARGUMENT",
              "Out of range for bigint: $1"),
          rule(
              "Could not cast value (-?[\\d.]+) to (DECIMAL\\(\\d+, ?\\d+\\))",
              "INVALID_CAST_ARGUMENT",
              "Cannot cast '$1' to $2"),
          rule(
              "Casting value \"(-?[\\d.]+)\" to type (DECIMAL\\(\\d+, ?\\d+\\)) failed",
              "INVALID_CAST_ARGUMENT",
              "Cannot cast '$1' to $2"),
          rule(
              "Type \\w+ with value (\\S+) can't be cast because the value is out of range for the"
                  + " destination type (\\w+)",
              "INVALID_CAST_ARGUMENT",
              "Cannot cast '$1' to $2"),
          rule(
              "Map keys must be unique",
              "INVALID_FUNCTION_ARGUMENT",
              "Duplicate map keys are not allowed"),
          rule("Map keys can not be NULL", "INVALID_FUNCTION_ARGUMENT", "map key cannot be null"),
          rule("Overflow in .* of DECIMAL", "NUMERIC_VALUE_OUT_OF_RANGE", "Decimal overflow"),
          rule("INTERRUPT", "USER_CANCELED", "Query was canceled"),
          rule(
              "Out of Memory",
              EngineException.MEMORY,
              "Query exceeded the memory of its engine instance"));

  private static final Set<String> ELSEWHERE =
      Set.of("USER_CANCELED", EngineException.MEMORY, "SUBQUERY_MULTIPLE_ROWS", "NOT_SUPPORTED");

  private Failures() {}

  private static Rule rule(String pattern, String code, String message) {
    return new Rule(Pattern.compile(pattern), code, message);
  }

  /** A SQL literal that {@code error()} raises and {@link #of} turns back. */
  static String text(String code, String message) {
    return Literals.text(MARK + code + ":" + message);
  }

  /** The text of an exception that passes through DuckDB. */
  static String mark(Throwable cause) {
    return switch (cause) {
      case EngineException e -> mark(e.code(), e.message());
      case TrinoException e -> mark(e.getErrorCode().getName(), e.getMessage());
      case OutOfMemoryError e ->
          mark(EngineException.MEMORY, "Query exceeded the memory of the lake's process");
      default -> mark("GENERIC_INTERNAL_ERROR", cause.getMessage());
    };
  }

  private static String mark(String code, @Nullable String message) {
    return MARK + code + ":" + Objects.requireNonNullElse(message, code) + "\u0002\n";
  }

  /** Whether a failure comes of the values, and not of what the statement may use or read. */
  static boolean isOfValues(EngineException failure) {
    return !failure.code().startsWith("HIVE_") && !ELSEWHERE.contains(failure.code());
  }

  static EngineException of(SQLException failure) {
    String text = Objects.requireNonNullElse(failure.getMessage(), "");
    Matcher marked = MARKED.matcher(text);
    if (marked.find()) {
      return new EngineException(
          marked.group(1),
          Objects.requireNonNullElseGet(marked.group(2), () -> marked.group(3).strip()),
          failure);
    }
    for (Rule rule : RULES) {
      Matcher matcher = rule.pattern().matcher(text);
      if (matcher.find()) {
        String message = rule.message();
        for (int group = matcher.groupCount(); group > 0; group--) {
          message = message.replace("$" + group, matcher.group(group));
        }
        return new EngineException(rule.code(), message, failure);
      }
    }
    return new EngineException("GENERIC_INTERNAL_ERROR", firstLine(text), failure);
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("The engine failed without a message");
  }
}
