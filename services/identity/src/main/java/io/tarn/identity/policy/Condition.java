package io.tarn.identity.policy;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One key of one operator of a Condition element. Several values in the policy are alternatives;
 * several keys or operators must all hold.
 *
 * <p>Source: IAM User Guide, "Conditions with multiple context keys or values" and "Set operations
 * for multivalued context keys".
 */
final class Condition {
  private enum Quantifier {
    NONE,
    ALL,
    ANY
  }

  private final Quantifier quantifier;
  private final Operator operator;
  private final boolean ifExists;
  private final String key;
  private final ConditionValue[] values;
  private final boolean confines;

  private Condition(
      Quantifier quantifier,
      Operator operator,
      boolean ifExists,
      String key,
      ConditionValue[] values,
      boolean confines) {
    this.quantifier = quantifier;
    this.operator = operator;
    this.ifExists = ifExists;
    this.key = key;
    this.values = values;
    this.confines = confines;
  }

  /**
   * @throws PolicyError when the operator is unknown or a value does not fit it
   */
  static Condition compile(String type, String key, List<String> texts, Dialect dialect) {
    String name = type;
    Quantifier quantifier = Quantifier.NONE;
    if (name.startsWith("ForAllValues:")) {
      quantifier = Quantifier.ALL;
      name = name.substring("ForAllValues:".length());
    } else if (name.startsWith("ForAnyValue:")) {
      quantifier = Quantifier.ANY;
      name = name.substring("ForAnyValue:".length());
    }
    boolean ifExists = name.endsWith("IfExists");
    if (ifExists) {
      name = name.substring(0, name.length() - "IfExists".length());
    }
    Operator operator =
        Operator.find(name)
            .orElseThrow(() -> new PolicyError("Invalid Condition type : " + type + "."));
    if (operator == Operator.NULL && (ifExists || quantifier != Quantifier.NONE)) {
      throw new PolicyError("Invalid Condition type : " + type + ".");
    }
    ConditionValue[] values = new ConditionValue[texts.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = ConditionValue.compile(operator, texts.get(i), dialect);
    }
    String lower = key.toLowerCase(Locale.ROOT);
    boolean confines =
        !ifExists && quantifier != Quantifier.ALL && Confinement.confines(operator, lower, texts);
    return new Condition(quantifier, operator, ifExists, lower, values, confines);
  }

  /**
   * An operator is checked even where it has no keys.
   *
   * @throws PolicyError when it is unknown
   */
  static void checkType(String type) {
    compile(type, "", List.of(), Dialect.WITHOUT_VARIABLES);
  }

  /** The key in lower case. */
  String key() {
    return key;
  }

  /** Whether it holds for fixed parties or places only. */
  boolean confines() {
    return confines;
  }

  boolean holds(Keys keys) {
    List<String> requested = keys.find(key);
    if (operator == Operator.NULL) {
      return matchesOne(requested == null ? "true" : "false", keys);
    }
    if (requested == null || requested.isEmpty()) {
      return holdsWhenAbsent(requested);
    }
    return switch (quantifier) {
      case ALL -> {
        for (String value : requested) {
          if (matchesOne(value, keys) == operator.isNegated()) {
            yield false;
          }
        }
        yield true;
      }
      case ANY -> {
        for (String value : requested) {
          if (matchesOne(value, keys) != operator.isNegated()) {
            yield true;
          }
        }
        yield false;
      }
      case NONE -> {
        boolean any = false;
        for (String value : requested) {
          any |= matchesOne(value, keys);
        }
        yield any != operator.isNegated();
      }
    };
  }

  private boolean holdsWhenAbsent(@Nullable List<String> requested) {
    return switch (quantifier) {
      case ALL -> true;
      case ANY -> ifExists && requested == null;
      case NONE -> ifExists || operator.isNegated();
    };
  }

  private boolean matchesOne(String requested, Keys keys) {
    for (ConditionValue value : values) {
      if (value.matches(requested, keys)) {
        return true;
      }
    }
    return false;
  }
}
