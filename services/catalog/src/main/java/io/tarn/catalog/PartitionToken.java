package io.tarn.catalog;

import java.util.ArrayList;
import java.util.List;

/** One word of a partition expression. */
record PartitionToken(Kind kind, String text, int position) {
  enum Kind {
    NAME,
    TEXT,
    NUMBER,
    SIGN
  }

  static List<PartitionToken> read(String text) {
    List<PartitionToken> tokens = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (Character.isWhitespace(c)) {
        at++;
      } else if (c == '\'' || c == '"' || c == '`') {
        at = quoted(text, at, tokens);
      } else if (Character.isDigit(c) || ((c == '-' || c == '.') && isDigit(text, at + 1))) {
        int end = at + 1;
        while (end < text.length() && isNumberPart(text.charAt(end))) {
          end++;
        }
        tokens.add(new PartitionToken(Kind.NUMBER, text.substring(at, end), at));
        at = end;
      } else if (Character.isLetter(c) || c == '_') {
        int end = at + 1;
        while (end < text.length() && isNamePart(text.charAt(end))) {
          end++;
        }
        tokens.add(new PartitionToken(Kind.NAME, text.substring(at, end), at));
        at = end;
      } else {
        boolean two = at + 1 < text.length() && isTwoSigns(text.substring(at, at + 2));
        tokens.add(new PartitionToken(Kind.SIGN, text.substring(at, at + (two ? 2 : 1)), at));
        at += two ? 2 : 1;
      }
    }
    return tokens;
  }

  /** Single quotes hold a value; back quotes and double quotes hold a name. */
  private static int quoted(String text, int start, List<PartitionToken> tokens) {
    char quote = text.charAt(start);
    StringBuilder value = new StringBuilder();
    int at = start + 1;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == quote && at + 1 < text.length() && text.charAt(at + 1) == quote) {
        value.append(c);
        at += 2;
      } else if (c == quote) {
        // Spark and Hive write values in double quotes, too: behind an operator it is a value.
        boolean isValue = quote == '\'' || (quote == '"' && followsOperator(tokens));
        tokens.add(new PartitionToken(isValue ? Kind.TEXT : Kind.NAME, value.toString(), start));
        return at + 1;
      } else {
        value.append(c);
        at++;
      }
    }
    throw GlueError.INVALID_INPUT.error(
        "Unsupported expression '"
            + text
            + "': the quote at character "
            + (start + 1)
            + " never closes");
  }

  private static boolean followsOperator(List<PartitionToken> tokens) {
    if (tokens.isEmpty()) {
      return false;
    }
    PartitionToken last = tokens.getLast();
    return (last.kind == Kind.SIGN && !last.text.equals(")"))
        ? tokens.size() > 1 && !last.text.equals("(") || isListStart(tokens)
        : last.kind == Kind.NAME
            && (last.text.equalsIgnoreCase("LIKE") || last.text.equalsIgnoreCase("BETWEEN"));
  }

  private static boolean isListStart(List<PartitionToken> tokens) {
    return tokens.size() > 1 && tokens.get(tokens.size() - 2).text.equalsIgnoreCase("IN");
  }

  private static boolean isDigit(String text, int at) {
    return at < text.length() && Character.isDigit(text.charAt(at));
  }

  private static boolean isNumberPart(char c) {
    return Character.isDigit(c) || c == '.';
  }

  private static boolean isNamePart(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '-' || c == '$';
  }

  private static boolean isTwoSigns(String signs) {
    return signs.equals("<=")
        || signs.equals(">=")
        || signs.equals("<>")
        || signs.equals("!=")
        || signs.equals("==");
  }
}
