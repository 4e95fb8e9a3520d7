package io.tarn.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The words of a Hive statement, with the place of each. */
final class DdlTokens {
  enum Kind {
    WORD,
    QUOTED,
    TEXT,
    NUMBER,
    SYMBOL,
    END
  }

  /**
   * @param text the word as written; a quoted name or text without its quotes
   * @param offset where it begins in the statement
   */
  record Token(Kind kind, String text, int line, int column, int offset) {
    boolean is(String word) {
      return (kind == Kind.WORD || kind == Kind.SYMBOL) && text.equalsIgnoreCase(word);
    }

    String upper() {
      return text.toUpperCase(Locale.ROOT);
    }
  }

  private final String sql;
  private final List<Token> tokens = new ArrayList<>();
  private int position;
  private int line = 1;
  private int lineStart;

  private DdlTokens(String sql) {
    this.sql = sql;
  }

  /**
   * @throws SyntaxError for a quote that is never closed
   */
  static List<Token> of(String sql) {
    DdlTokens scanner = new DdlTokens(sql);
    scanner.scan();
    return scanner.tokens;
  }

  private void scan() {
    while (position < sql.length()) {
      char c = sql.charAt(position);
      if (c == '\n') {
        line++;
        lineStart = ++position;
      } else if (Character.isWhitespace(c) || c == '\uFEFF') {
        position++;
      } else if (sql.startsWith("--", position)) {
        int end = sql.indexOf('\n', position);
        position = end < 0 ? sql.length() : end;
      } else if (sql.startsWith("/*", position)) {
        comment();
      } else if (c == '\'' || c == '"') {
        quoted(c, Kind.TEXT);
      } else if (c == '`') {
        quoted(c, Kind.QUOTED);
      } else if (Character.isLetter(c) || c == '_') {
        word(Kind.WORD);
      } else if (Character.isDigit(c)) {
        word(Kind.NUMBER);
      } else {
        add(Kind.SYMBOL, String.valueOf(c), position);
        position++;
      }
    }
    add(Kind.END, "<EOF>", sql.length());
  }

  private void comment() {
    int end = sql.indexOf("*/", position + 2);
    int stop = end < 0 ? sql.length() : end + 2;
    for (; position < stop; position++) {
      if (sql.charAt(position) == '\n') {
        line++;
        lineStart = position + 1;
      }
    }
  }

  private void word(Kind kind) {
    int start = position;
    while (position < sql.length()
        && (Character.isLetterOrDigit(sql.charAt(position))
            || sql.charAt(position) == '_'
            || (kind == Kind.NUMBER && sql.charAt(position) == '.'))) {
      position++;
    }
    add(kind, sql.substring(start, position), start);
  }

  private void quoted(char quote, Kind kind) {
    int start = position++;
    StringBuilder text = new StringBuilder();
    while (position < sql.length()) {
      char c = sql.charAt(position++);
      if (c == quote && position < sql.length() && sql.charAt(position) == quote) {
        text.append(quote);
        position++;
      } else if (c == quote) {
        add(kind, text.toString(), start);
        return;
      } else if (c == '\\' && kind == Kind.TEXT && position < sql.length()) {
        escape(text);
      } else {
        text.append(c);
      }
    }
    throw new SyntaxError(line, start - lineStart + 1, "missing closing " + quote);
  }

  /** Hive's escapes in text. */
  private void escape(StringBuilder text) {
    char c = sql.charAt(position++);
    if (c == 'u' && position + 4 <= sql.length()) {
      text.append((char) Integer.parseInt(sql.substring(position, position + 4), 16));
      position += 4;
      return;
    }
    if (c >= '0'
        && c <= '3'
        && position + 2 <= sql.length()
        && sql.substring(position, position + 2).chars().allMatch(d -> d >= '0' && d <= '7')) {
      text.append((char) Integer.parseInt(sql.substring(position - 1, position + 2), 8));
      position += 2;
      return;
    }
    switch (c) {
      case 'n' -> text.append('\n');
      case 't' -> text.append('\t');
      case 'r' -> text.append('\r');
      case '\'', '"', '\\' -> text.append(c);
      default -> text.append('\\').append(c);
    }
  }

  private void add(Kind kind, String text, int start) {
    tokens.add(new Token(kind, text, line, start - lineStart + 1, start));
  }

  /** A statement that no grammar takes, with the place in Athena's words. */
  static final class SyntaxError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SyntaxError(int line, int column, String what) {
      super("line " + line + ":" + column + ": " + what, null, false, false);
    }
  }
}
