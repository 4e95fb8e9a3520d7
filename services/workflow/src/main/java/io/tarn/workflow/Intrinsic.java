package io.tarn.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;

/**
 * A parsed intrinsic function expression: a call, a path, or a literal. Source: States Language,
 * "Intrinsic Functions".
 */
sealed interface Intrinsic {
  /** A call of one of the functions that {@link IntrinsicFunctions} knows. */
  record Invoke(String function, List<Intrinsic> arguments) implements Intrinsic {
    public Invoke {
      arguments = List.copyOf(arguments);
    }
  }

  /** A path into the input ({@code $}) or the context object ({@code $$}). */
  record PathArgument(String path) implements Intrinsic {}

  /** A string, number, boolean or null as written. */
  record Literal(JsonNode value) implements Intrinsic {}

  /** Whether a text means to be a call, so that its faults are told as faults of one. */
  static boolean looksLikeCall(String text) {
    return text.startsWith("States.");
  }

  /**
   * @throws IllegalArgumentException saying what is wrong with the text
   */
  static Intrinsic parse(String text) {
    Parser parser = new Parser(text);
    Intrinsic parsed = parser.expression(0);
    parser.skipBlanks();
    if (!parser.atEnd()) {
      throw new IllegalArgumentException("unexpected text at position " + parser.position);
    }
    if (!(parsed instanceof Invoke)) {
      throw new IllegalArgumentException("not a function call");
    }
    return parsed;
  }

  /** Recursive descent over the one line of text; AWS allows ten levels of nesting. */
  final class Parser {
    private static final int MAX_DEPTH = 10;

    private final String text;
    private int position;

    private Parser(String text) {
      this.text = text;
    }

    private Intrinsic expression(int depth) {
      skipBlanks();
      if (atEnd()) {
        throw new IllegalArgumentException("an argument is missing at position " + position);
      }
      if (depth > MAX_DEPTH) {
        throw new IllegalArgumentException("more than " + MAX_DEPTH + " nested function calls");
      }
      char first = text.charAt(position);
      if (first == '\'') {
        return new Literal(TextNode.valueOf(quoted()));
      }
      if (first == '$') {
        return new PathArgument(path());
      }
      if (text.startsWith("States.", position)) {
        return call(depth);
      }
      return literal();
    }

    private Intrinsic call(int depth) {
      int open = text.indexOf('(', position);
      if (open < 0) {
        throw new IllegalArgumentException("'(' is missing after the function's name");
      }
      String name = text.substring(position, open).trim();
      IntrinsicFunctions.requireKnown(name);
      position = open + 1;
      List<Intrinsic> arguments = new ArrayList<>();
      skipBlanks();
      if (!atEnd() && text.charAt(position) == ')') {
        position++;
        return new Invoke(name, arguments);
      }
      while (true) {
        arguments.add(expression(depth + 1));
        skipBlanks();
        if (atEnd()) {
          throw new IllegalArgumentException("')' is missing at the end of " + name);
        }
        char next = text.charAt(position++);
        if (next == ')') {
          return new Invoke(name, arguments);
        }
        if (next != ',') {
          throw new IllegalArgumentException("',' or ')' expected at position " + (position - 1));
        }
      }
    }

    private String quoted() {
      StringBuilder value = new StringBuilder();
      position++;
      while (!atEnd()) {
        char c = text.charAt(position++);
        if (c == '\'') {
          return value.toString();
        }
        if (c == '\\' && !atEnd()) {
          char escaped = text.charAt(position++);
          if (escaped == '{' || escaped == '}') {
            value.append('\\');
          }
          value.append(escaped);
        } else {
          value.append(c);
        }
      }
      throw new IllegalArgumentException("a string is not closed by '");
    }

    private String path() {
      int start = position;
      int depth = 0;
      boolean inQuotes = false;
      while (!atEnd()) {
        char c = text.charAt(position);
        if (c == '\'') {
          inQuotes = !inQuotes;
        } else if (!inQuotes && (c == '[' || c == '(')) {
          depth++;
        } else if (!inQuotes && depth > 0 && (c == ']' || c == ')')) {
          depth--;
        } else if (!inQuotes && depth == 0 && (c == ',' || c == ')')) {
          break;
        }
        position++;
      }
      String path = text.substring(start, position).trim();
      if (!Paths.isPath(path)) {
        throw new IllegalArgumentException("'" + path + "' is not a valid path");
      }
      return path;
    }

    private Intrinsic literal() {
      int start = position;
      while (!atEnd() && ",) \t".indexOf(text.charAt(position)) < 0) {
        position++;
      }
      String word = text.substring(start, position);
      JsonNode value =
          switch (word) {
            case "null" -> NullNode.getInstance();
            case "true" -> BooleanNode.TRUE;
            case "false" -> BooleanNode.FALSE;
            default -> number(word);
          };
      return new Literal(value);
    }

    private static JsonNode number(String word) {
      try {
        if (word.matches("-?\\d{1,18}")) {
          return LongNode.valueOf(Long.parseLong(word));
        }
        if (word.matches("-?\\d+(\\.\\d+)?([eE][-+]?\\d+)?")) {
          return DoubleNode.valueOf(Double.parseDouble(word));
        }
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("'" + word + "' is not a number", e);
      }
      throw new IllegalArgumentException(
          "'" + word + "' is neither a path, a quoted string, a number, true, false nor null");
    }

    private void skipBlanks() {
      while (!atEnd() && Character.isWhitespace(text.charAt(position))) {
        position++;
      }
    }

    private boolean atEnd() {
      return position >= text.length();
    }
  }
}
