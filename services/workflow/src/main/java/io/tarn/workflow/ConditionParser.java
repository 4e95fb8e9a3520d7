package io.tarn.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads choice rules. */
final class ConditionParser {
  private static final Set<String> PREDICATES =
      Set.of("IsPresent", "IsNull", "IsString", "IsNumeric", "IsBoolean", "IsTimestamp");
  private static final Set<String> COMPARISONS = comparisons();

  private final Findings findings;

  ConditionParser(Findings findings) {
    this.findings = findings;
  }

  private static Set<String> comparisons() {
    Set<String> names = new HashSet<>(Set.of("StringMatches", "BooleanEquals"));
    for (String type : List.of("String", "Numeric", "Timestamp")) {
      for (String relation :
          List.of("Equals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals")) {
        names.add(type + relation);
      }
    }
    return Set.copyOf(names);
  }

  @Nullable Condition top(ObjectNode rule, String path) {
    return condition(rule, path, Set.of("Next", "Comment", "Assign"));
  }

  /** A rule in JSONata: one boolean expression. */
  @Nullable Condition expression(ObjectNode rule, String path) {
    findings.onlyFields(rule, Set.of("Condition", "Next", "Comment", "Assign", "Output"), path);
    String text = findings.expression(rule, "Condition", path);
    if (text != null) {
      return new Condition.Expression(text);
    }
    JsonNode condition = rule.get("Condition");
    if (condition != null && condition.isBoolean()) {
      return new Condition.Expression("{% " + condition.booleanValue() + " %}");
    }
    findings.schema("A JSONata expression is required: [Condition]", path);
    return null;
  }

  private @Nullable Condition condition(ObjectNode rule, String path, Set<String> besides) {
    List<String> operators = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : rule.properties()) {
      if (!besides.contains(field.getKey()) && !field.getKey().equals("Variable")) {
        operators.add(field.getKey());
      }
    }
    if (operators.size() != 1) {
      findings.schema("A choice rule must have exactly one comparison operator", path);
      return null;
    }
    String operator = operators.getFirst();
    JsonNode value = rule.path(operator);
    return switch (operator) {
      case "And", "Or" -> combined(operator, value, path + "/" + operator);
      case "Not" -> negated(value, path + "/Not");
      default -> comparison(rule, operator, value, path);
    };
  }

  private @Nullable Condition combined(String operator, JsonNode value, String path) {
    if (!(value instanceof ArrayNode array) || array.isEmpty()) {
      findings.schema("A non-empty array of rules is required", path);
      return null;
    }
    List<Condition> parts = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      String location = path + "[" + i + "]";
      if (array.get(i) instanceof ObjectNode part) {
        Condition condition = condition(part, location, Set.of("Comment"));
        if (condition != null) {
          parts.add(condition);
        }
      } else {
        findings.schema("A choice rule must be a JSON object", location);
      }
    }
    return operator.equals("And") ? new Condition.And(parts) : new Condition.Or(parts);
  }

  private @Nullable Condition negated(JsonNode value, String path) {
    if (!(value instanceof ObjectNode part)) {
      findings.schema("A choice rule must be a JSON object", path);
      return null;
    }
    Condition condition = condition(part, path, Set.of("Comment"));
    return condition == null ? null : new Condition.Not(condition);
  }

  private @Nullable Condition comparison(
      ObjectNode rule, String operator, JsonNode value, String path) {
    String location = path + "/" + operator;
    String variable = findings.requiredText(rule, "Variable", path);
    if (variable != null && !Paths.isPath(variable)) {
      findings.schema("Value is not a valid JSONPath", path + "/Variable");
      return null;
    }
    String plain =
        operator.endsWith("Path") ? operator.substring(0, operator.length() - 4) : operator;
    boolean byPath = !plain.equals(operator) && !plain.equals("StringMatches");
    if (PREDICATES.contains(operator)) {
      if (!value.isBoolean()) {
        findings.schema("The value for the field '" + operator + "' must be a boolean", location);
      }
      return variable == null ? null : new Condition.Comparison(variable, operator, value, null);
    }
    if (!COMPARISONS.contains(byPath ? plain : operator)) {
      findings.schema("'" + operator + "' is not a comparison operator", location);
      return null;
    }
    if (byPath) {
      if (!value.isTextual() || !Paths.isPath(value.textValue())) {
        findings.schema("Value is not a valid JSONPath", location);
        return null;
      }
      return variable == null
          ? null
          : new Condition.Comparison(variable, plain, NullNode.getInstance(), value.textValue());
    }
    checkValue(operator, value, location);
    return variable == null ? null : new Condition.Comparison(variable, operator, value, null);
  }

  private void checkValue(String operator, JsonNode value, String location) {
    boolean fits;
    if (operator.startsWith("Boolean")) {
      fits = value.isBoolean();
    } else if (operator.startsWith("Numeric")) {
      fits = value.isNumber();
    } else if (operator.startsWith("Timestamp")) {
      fits = value.isTextual() && Condition.timestamp(value.textValue()).isPresent();
    } else {
      fits = value.isTextual();
    }
    if (!fits) {
      findings.schema("The value does not fit the operator '" + operator + "'", location);
    }
  }
}
