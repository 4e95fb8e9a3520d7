package io.tarn.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a choice rule asks. Source: Amazon States Language, "Choice Rules". */
sealed interface Condition {
  /** All must hold. */
  record And(List<Condition> conditions) implements Condition {
    public And {
      conditions = List.copyOf(conditions);
    }
  }

  /** One must hold. */
  record Or(List<Condition> conditions) implements Condition {
    public Or {
      conditions = List.copyOf(conditions);
    }
  }

  /** It must not hold. */
  record Not(Condition condition) implements Condition {}

  /** A JSONata expression that yields a boolean; {@link DataFlow} asks it. */
  record Expression(String text) implements Condition {}

  /**
   * A variable compared with a value, or with what stands at another path.
   *
   * @param operator without its {@code Path} ending
   * @param valuePath the other path when the operator ended in {@code Path}
   */
  record Comparison(String variable, String operator, JsonNode value, @Nullable String valuePath)
      implements Condition {}

  /**
   * @throws AslError States.Runtime when a path leads nowhere, as AWS has it (only IsPresent may
   *     ask about what is not there)
   */
  static boolean holds(Condition condition, JsonNode input, Scope context) throws AslError {
    switch (condition) {
      case And and -> {
        for (Condition part : and.conditions()) {
          if (!holds(part, input, context)) {
            return false;
          }
        }
        return true;
      }
      case Or or -> {
        for (Condition part : or.conditions()) {
          if (holds(part, input, context)) {
            return true;
          }
        }
        return false;
      }
      case Not not -> {
        return !holds(not.condition(), input, context);
      }
      case Expression expression ->
          throw new IllegalStateException("JSONata in a JSONPath rule: " + expression.text());
      case Comparison comparison -> {
        return compare(comparison, input, context);
      }
    }
  }

  private static boolean compare(Comparison rule, JsonNode input, Scope context) throws AslError {
    Optional<JsonNode> found = Paths.read(rule.variable(), input, context);
    if (rule.operator().equals("IsPresent")) {
      return found.isPresent() == rule.value().booleanValue();
    }
    JsonNode left = found.orElseThrow(() -> invalid(rule.variable()));
    if (rule.operator().startsWith("Is")) {
      return is(rule.operator(), left) == rule.value().booleanValue();
    }
    JsonNode right = rule.value();
    if (rule.valuePath() != null) {
      String path = rule.valuePath();
      right = Paths.read(path, input, context).orElseThrow(() -> invalid(path));
    }
    return test(rule.operator(), left, right);
  }

  private static AslError invalid(String path) {
    return new AslError(
        AslError.RUNTIME,
        "Invalid path '"
            + path
            + "': The choice state's condition path references an invalid value.");
  }

  private static boolean is(String operator, JsonNode value) {
    return switch (operator) {
      case "IsNull" -> value.isNull();
      case "IsString" -> value.isTextual();
      case "IsNumeric" -> value.isNumber();
      case "IsBoolean" -> value.isBoolean();
      case "IsTimestamp" -> value.isTextual() && timestamp(value.textValue()).isPresent();
      default -> throw new IllegalStateException("Unknown operator " + operator);
    };
  }

  /** Values of another type than the operator's never match; that is no error. */
  private static boolean test(String operator, JsonNode left, JsonNode right) {
    if (operator.equals("BooleanEquals")) {
      return left.isBoolean() && right.isBoolean() && left.equals(right);
    }
    if (operator.equals("StringMatches")) {
      return left.isTextual()
          && right.isTextual()
          && wildcard(right.textValue()).matcher(left.textValue()).matches();
    }
    if (operator.startsWith("String")) {
      return left.isTextual()
          && right.isTextual()
          && ordered(
              operator.substring("String".length()), left.textValue().compareTo(right.textValue()));
    }
    if (operator.startsWith("Numeric")) {
      return left.isNumber()
          && right.isNumber()
          && ordered(
              operator.substring("Numeric".length()), decimal(left).compareTo(decimal(right)));
    }
    if (!left.isTextual() || !right.isTextual()) {
      return false;
    }
    Optional<Instant> first = timestamp(left.textValue());
    Optional<Instant> second = timestamp(right.textValue());
    return first.isPresent()
        && second.isPresent()
        && ordered(operator.substring("Timestamp".length()), first.get().compareTo(second.get()));
  }

  private static BigDecimal decimal(JsonNode number) {
    return number.decimalValue();
  }

  private static boolean ordered(String relation, int order) {
    return switch (relation) {
      case "Equals" -> order == 0;
      case "LessThan" -> order < 0;
      case "LessThanEquals" -> order <= 0;
      case "GreaterThan" -> order > 0;
      case "GreaterThanEquals" -> order >= 0;
      default -> throw new IllegalStateException("Unknown relation " + relation);
    };
  }

  /** {@code *} stands for any characters; {@code \*} for a star, {@code \\} for a backslash. */
  private static Pattern wildcard(String text) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '*') {
        regex.append(".*");
      } else {
        char literal = c == '\\' && i + 1 < text.length() ? text.charAt(++i) : c;
        regex.append(Pattern.quote(String.valueOf(literal)));
      }
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL);
  }

  static Optional<Instant> timestamp(String text) {
    if (text.indexOf('T') < 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
