package io.tarn.catalog;

import io.tarn.api.glue.Column;
import io.tarn.catalog.inference.Wildcards;
import io.tarn.kernel.ServiceError;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Glue's filter grammar for GetPartitions, by recursive descent into SQL's three-valued logic.
 * Source: AWS Glue API Reference, GetPartitions, "Expression".
 */
final class PartitionExpression {
  private static final int FALSE = 0;
  private static final int UNKNOWN = 1;
  private static final int TRUE = 2;
  private static final int DEPTH_MAX = 200;

  /** A condition on a partition's values: FALSE, UNKNOWN or TRUE. */
  private interface Node {
    int test(List<String> values);
  }

  private final String text;
  private final List<PartitionToken> tokens;
  private final List<Column> keys;

  /** Equalities that every match must satisfy, by key index; only sound for text. */
  private final Map<Integer, String> exact = new HashMap<>();

  /** What every match must satisfy in one key. */
  private final List<KeyCondition> conditions = new ArrayList<>();

  private int at;
  private int depth;
  private boolean conjunctive = true;

  private PartitionExpression(String text, List<Column> keys) {
    this.text = text;
    this.keys = keys;
    this.tokens = PartitionToken.read(text);
  }

  static PartitionFilter parse(String text, List<Column> keys) {
    PartitionExpression parser = new PartitionExpression(text, keys);
    Node node = parser.or();
    if (parser.at < parser.tokens.size()) {
      throw parser.wrong("the end");
    }
    List<String> leading = new ArrayList<>();
    String value = parser.exact.get(0);
    while (value != null) {
      leading.add(value);
      value = parser.exact.get(leading.size());
    }
    return new PartitionFilter(leading, parser.conditions, values -> node.test(values) == TRUE);
  }

  private Node or() {
    depth++;
    if (depth > DEPTH_MAX) {
      throw GlueError.INVALID_INPUT.error("The expression is nested too deeply");
    }
    boolean outer = conjunctive;
    Map<Integer, String> before = Map.copyOf(exact);
    int conditionsBefore = conditions.size();
    Node left = and();
    if (isWord("OR")) {
      // Equalities met below an OR are no conditions of the whole.
      conjunctive = false;
      exact.clear();
      exact.putAll(before);
      conditions.subList(conditionsBefore, conditions.size()).clear();
    }
    while (takeWord("OR")) {
      Node a = left;
      Node b = and();
      left = values -> Math.max(a.test(values), b.test(values));
    }
    conjunctive = outer;
    depth--;
    return left;
  }

  private Node and() {
    Node left = not();
    while (takeWord("AND")) {
      Node a = left;
      Node b = not();
      left = values -> Math.min(a.test(values), b.test(values));
    }
    return left;
  }

  private Node not() {
    if (takeWord("NOT")) {
      boolean outer = conjunctive;
      conjunctive = false;
      Node inner = not();
      conjunctive = outer;
      return values -> TRUE - inner.test(values);
    }
    if (take("(")) {
      Node inner = or();
      expect(")");
      return inner;
    }
    return comparison();
  }

  private Node comparison() {
    PartitionToken first = next("a partition key");
    if (first.kind() != PartitionToken.Kind.NAME) {
      at--;
      PartitionToken literal = literal();
      String operator = mirror(operator());
      int key = keyIndex(next("a partition key"));
      return bounded(key, operator, literal);
    }
    int key = keyIndex(first);
    if (takeWord("IS")) {
      boolean negated = takeWord("NOT");
      expectWord("NULL");
      Node isNull = values -> PartitionValue.isNull(values.get(key)) != negated ? TRUE : FALSE;
      return must(key, isNull, null, null);
    }
    boolean negated = takeWord("NOT");
    if (takeWord("IN")) {
      return must(key, negate(negated, in(key)), null, null);
    }
    if (takeWord("BETWEEN")) {
      PartitionToken low = literal();
      expectWord("AND");
      Node from = compare(key, ">=", low);
      PartitionToken high = literal();
      Node to = compare(key, "<=", high);
      Node both = negate(negated, values -> Math.min(from.test(values), to.test(values)));
      return negated
          ? must(key, both, null, null)
          : must(key, both, sortable(key, low), sortable(key, high));
    }
    if (takeWord("LIKE")) {
      return must(key, negate(negated, like(key, literal())), null, null);
    }
    if (negated) {
      throw wrong("IN, BETWEEN or LIKE");
    }
    String operator = operator();
    PartitionToken literal = literal();
    if (conjunctive && operator.equals("=") && PartitionValue.isText(typeOf(key))) {
      exact.putIfAbsent(key, literal.text());
    }
    return bounded(key, operator, literal);
  }

  private Node bounded(int key, String operator, PartitionToken literal) {
    Node node = compare(key, operator, literal);
    String value = sortable(key, literal);
    return switch (operator) {
      case "=" -> must(key, node, value, value);
      case "<", "<=" -> must(key, node, null, value);
      case ">", ">=" -> must(key, node, value, null);
      default -> must(key, node, null, null);
    };
  }

  /** Notes a condition on one key, if nothing around it makes it less than one. */
  private Node must(int key, Node node, @Nullable String low, @Nullable String high) {
    if (conjunctive) {
      // The node looks at its own key only.
      int width = keys.size();
      conditions.add(
          new KeyCondition(
              key, value -> node.test(Collections.nCopies(width, value)) == TRUE, low, high));
    }
    return node;
  }

  private String sortable(int key, PartitionToken literal) {
    return SortableValue.of(literal.text(), typeOf(key));
  }

  private Node in(int key) {
    expect("(");
    List<Node> nodes = new ArrayList<>(List.of(compare(key, "=", literal())));
    while (take(",")) {
      nodes.add(compare(key, "=", literal()));
    }
    expect(")");
    return values -> {
      int result = FALSE;
      for (Node node : nodes) {
        result = Math.max(result, node.test(values));
      }
      return result;
    };
  }

  private Node like(int key, PartitionToken literal) {
    Wildcards pattern = Wildcards.like(literal.text(), '%', '_');
    return values -> {
      String value = values.get(key);
      if (PartitionValue.isNull(value)) {
        return UNKNOWN;
      }
      return pattern.matches(value) ? TRUE : FALSE;
    };
  }

  private static Node negate(boolean negated, Node node) {
    return negated ? values -> TRUE - node.test(values) : node;
  }

  private Node compare(int key, String operator, PartitionToken literal) {
    Function<String, @Nullable Comparable<Object>> read = PartitionValue.reader(typeOf(key));
    Comparable<Object> wanted = read.apply(literal.text());
    if (wanted == null) {
      throw GlueError.INVALID_INPUT.error(
          "Expression compares partition key "
              + keys.get(key).name()
              + " of type "
              + typeOf(key)
              + " with '"
              + literal.text()
              + "', which is none");
    }
    IntPredicate holds =
        switch (operator) {
          case "=" -> order -> order == 0;
          case "<>" -> order -> order != 0;
          case "<" -> order -> order < 0;
          case "<=" -> order -> order <= 0;
          case ">" -> order -> order > 0;
          default -> order -> order >= 0;
        };
    return values -> {
      Comparable<Object> value = read.apply(values.get(key));
      if (value == null) {
        return UNKNOWN;
      }
      return holds.test(value.compareTo(wanted)) ? TRUE : FALSE;
    };
  }

  private String operator() {
    PartitionToken token = next("an operator");
    return switch (token.text()) {
      case "=", "==" -> "=";
      case "<>", "!=" -> "<>";
      case "<", "<=", ">", ">=" -> token.text();
      default -> {
        at--;
        throw wrong("an operator");
      }
    };
  }

  private static String mirror(String operator) {
    return switch (operator) {
      case "<" -> ">";
      case "<=" -> ">=";
      case ">" -> "<";
      case ">=" -> "<=";
      default -> operator;
    };
  }

  /** A number, a string, or DATE and TIMESTAMP in front of one. */
  private PartitionToken literal() {
    boolean typed = takeWord("DATE") || takeWord("TIMESTAMP");
    PartitionToken token = next("a value");
    boolean bool =
        token.kind() == PartitionToken.Kind.NAME
            && (token.text().equalsIgnoreCase("true") || token.text().equalsIgnoreCase("false"));
    boolean value =
        token.kind() == PartitionToken.Kind.TEXT
            || (!typed && token.kind() == PartitionToken.Kind.NUMBER)
            || bool;
    if (!value) {
      at--;
      throw wrong("a value");
    }
    return token;
  }

  private int keyIndex(PartitionToken token) {
    for (int i = 0; i < keys.size(); i++) {
      if (keys.get(i).name().equalsIgnoreCase(token.text())
          && token.kind() == PartitionToken.Kind.NAME) {
        return i;
      }
    }
    throw GlueError.INVALID_INPUT.error(
        "Expression names " + token.text() + ", which is no partition key of the table");
  }

  private String typeOf(int key) {
    String type = keys.get(key).type();
    return type == null ? "string" : type.toLowerCase(Locale.ROOT);
  }

  private boolean isWord(String word) {
    return at < tokens.size()
        && tokens.get(at).kind() == PartitionToken.Kind.NAME
        && tokens.get(at).text().equalsIgnoreCase(word);
  }

  private boolean takeWord(String word) {
    boolean is = isWord(word);
    at += is ? 1 : 0;
    return is;
  }

  private void expectWord(String word) {
    if (!takeWord(word)) {
      throw wrong(word);
    }
  }

  private boolean take(String sign) {
    boolean is =
        at < tokens.size()
            && tokens.get(at).kind() == PartitionToken.Kind.SIGN
            && tokens.get(at).text().equals(sign);
    at += is ? 1 : 0;
    return is;
  }

  private void expect(String sign) {
    if (!take(sign)) {
      throw wrong("'" + sign + "'");
    }
  }

  private PartitionToken next(String wanted) {
    if (at >= tokens.size()) {
      throw wrong(wanted);
    }
    return tokens.get(at++);
  }

  private ServiceError wrong(String wanted) {
    String met = at < tokens.size() ? "'" + tokens.get(at).text() + "'" : "the end";
    int position = at < tokens.size() ? tokens.get(at).position() : text.length();
    return GlueError.INVALID_INPUT.error(
        "Unsupported expression '"
            + text
            + "': expected "
            + wanted
            + " at character "
            + (position + 1)
            + ", met "
            + met);
  }
}
