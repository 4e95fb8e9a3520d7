package io.tarn.identity.policy;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One value of a condition in a policy, prepared for comparison with the request's values. */
@FunctionalInterface
interface ConditionValue {
  boolean matches(String requested, Keys keys);

  /**
   * @throws PolicyError when the text is none of the operator's type
   */
  static ConditionValue compile(Operator operator, String text, Dialect dialect) {
    return switch (operator.test()) {
      case STRING -> {
        Pattern pattern = Pattern.literal(text, dialect);
        yield pattern::matches;
      }
      case STRING_IGNORE_CASE -> {
        Pattern pattern = Pattern.literal(text, dialect);
        yield pattern::matchesIgnoringCase;
      }
      case STRING_LIKE -> {
        Pattern pattern = Pattern.glob(text, dialect);
        yield pattern::matches;
      }
      case ARN -> {
        ArnPattern pattern = ArnPattern.compile(text, dialect);
        yield (requested, keys) -> pattern.matches(requested.split(":", 6), keys);
      }
      case NUMBER_EQUAL, NUMBER_LESS, NUMBER_LESS_EQUAL, NUMBER_GREATER, NUMBER_GREATER_EQUAL ->
          number(operator, text);
      case DATE_EQUAL, DATE_LESS, DATE_LESS_EQUAL, DATE_GREATER, DATE_GREATER_EQUAL ->
          date(operator, text);
      case BOOL -> bool(operator, text);
      case NULL -> bool(operator, text);
      case BINARY -> binary(operator, text);
      case IP -> {
        Cidr range = Cidr.parse(text);
        if (range == null) {
          throw invalid(operator, text);
        }
        yield (requested, keys) -> range.contains(requested);
      }
    };
  }

  private static ConditionValue number(Operator operator, String text) {
    BigDecimal bound = decimal(text);
    if (bound == null) {
      throw invalid(operator, text);
    }
    return (requested, keys) -> {
      BigDecimal value = decimal(requested);
      return value != null && holds(operator.test(), value.compareTo(bound));
    };
  }

  private static ConditionValue date(Operator operator, String text) {
    Instant bound = Dates.parse(text);
    if (bound == null) {
      throw invalid(operator, text);
    }
    return (requested, keys) -> {
      Instant value = Dates.parse(requested);
      return value != null && holds(operator.test(), value.compareTo(bound));
    };
  }

  private static ConditionValue bool(Operator operator, String text) {
    String bound = text.toLowerCase(Locale.ROOT);
    if (!bound.equals("true") && !bound.equals("false")) {
      throw invalid(operator, text);
    }
    return (requested, keys) -> bound.equalsIgnoreCase(requested);
  }

  private static ConditionValue binary(Operator operator, String text) {
    byte[] bound = bytes(text);
    if (bound == null) {
      throw invalid(operator, text);
    }
    return (requested, keys) -> {
      byte[] value = bytes(requested);
      return value != null && Arrays.equals(value, bound);
    };
  }

  private static boolean holds(Operator.Test test, int order) {
    return switch (test) {
      case NUMBER_EQUAL, DATE_EQUAL -> order == 0;
      case NUMBER_LESS, DATE_LESS -> order < 0;
      case NUMBER_LESS_EQUAL, DATE_LESS_EQUAL -> order <= 0;
      case NUMBER_GREATER, DATE_GREATER -> order > 0;
      case NUMBER_GREATER_EQUAL, DATE_GREATER_EQUAL -> order >= 0;
      default -> throw new IllegalStateException("Not an ordering: " + test);
    };
  }

  private static @Nullable BigDecimal decimal(String text) {
    try {
      // A bound on the length keeps 1e999999999 and its like from costing time and memory.
      return text.length() > 40 || text.indexOf('e') >= 0 || text.indexOf('E') >= 0
          ? null
          : new BigDecimal(text.strip());
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static byte @Nullable [] bytes(String text) {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static PolicyError invalid(Operator operator, String text) {
    return new PolicyError(
        "Invalid value \"" + text + "\" for the condition operator " + operator.awsName() + ".");
  }
}
