package io.tarn.catalog.inference;

/**
 * How a delimited file is written.
 *
 * @param quote the character that wraps cells, or {@link #NONE}
 * @param escape {@code \} or the quote itself (RFC 4180 doubles it), or {@link #NONE}
 */
public record Dialect(char delimiter, char quote, char escape) {
  /** No such character. */
  public static final char NONE = 0;

  static Dialect plain(char delimiter) {
    return new Dialect(delimiter, NONE, NONE);
  }

  /** For a log: {@code ','}, {@code tab}, {@code ctrl-A}. */
  static String nameOf(char c) {
    return switch (c) {
      case NONE -> "none";
      case '\t' -> "tab";
      case ' ' -> "space";
      case '\u0001' -> "ctrl-A";
      case '\u0002' -> "ctrl-B";
      case '\u001f' -> "unit separator";
      default -> "'" + c + "'";
    };
  }
}
