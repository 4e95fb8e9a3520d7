package io.tarn.catalog.inference;

import java.util.regex.Pattern;

/** Tells the {@link CellKind} of a cell. Numbers are scanned by hand, the rest by patterns. */
final class Cells {
  private static final int BIGINT_DIGITS_MAX = 19;
  private static final int PATTERN_LENGTH_MAX = 200;
  private static final String DAY =
      "(?:\\d{4}(?<year>[-/.])\\d{1,2}\\k<year>\\d{1,2}"
          + "|\\d{1,2}(?<day>[-/.])\\d{1,2}\\k<day>(?:\\d{4}|\\d{2})"
          + "|\\d{1,2}[ -]\\p{L}{3,9}\\.?,?[ -]\\d{2,4}|\\p{L}{3,9}\\.? \\d{1,2},? \\d{4})";
  private static final String CLOCK =
      "\\d{1,2}:\\d{2}(?::\\d{2}(?:[.,]\\d{1,9})?)?(?: ?[AaPp][Mm])?";
  private static final Pattern DATE = Pattern.compile(DAY);
  private static final Pattern TIME = Pattern.compile(CLOCK);
  private static final Pattern TIMESTAMP =
      Pattern.compile(DAY + ",?[T ]\\s?" + CLOCK + "\\s?(?:Z|UTC|GMT|[+-]\\d{2}:?\\d{2})?");
  private static final Pattern EMAIL =
      Pattern.compile("[\\w.+'-]+@[\\w-]+(\\.[\\w-]+)+", Pattern.UNICODE_CHARACTER_CLASS);
  private static final Pattern URL = Pattern.compile("(https?|ftp|s3a?)://\\S+");
  private static final Pattern IP =
      Pattern.compile(
          "(\\d{1,3}\\.){3}\\d{1,3}(:\\d+|/\\d+)?|[0-9a-fA-F]{0,4}(:[0-9a-fA-F]{0,4}){3,7}");
  private static final Pattern UUID =
      Pattern.compile("[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}");
  private static final Pattern DECIMAL_COMMA =
      Pattern.compile("[+-]?(\\d+|\\d{1,3}(\\.\\d{3})+),\\d+");

  private Cells() {}

  static CellKind kindOf(String cell) {
    String text = cell.strip();
    if (text.isEmpty()) {
      return CellKind.EMPTY;
    }
    if (text.equals("\\N")) {
      return CellKind.NULL_MARK;
    }
    CellKind number = numberKind(text);
    if (number != CellKind.TEXT) {
      return number;
    }
    if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
      return CellKind.BOOLEAN;
    }
    return text.length() > PATTERN_LENGTH_MAX ? CellKind.TEXT : patternKind(text);
  }

  /** Only what decides between the default types; everything else is TEXT. */
  static CellKind quickKindOf(String cell) {
    String text = cell.strip();
    if (text.isEmpty()) {
      return CellKind.EMPTY;
    }
    if (text.equals("\\N")) {
      return CellKind.NULL_MARK;
    }
    CellKind number = numberKind(text);
    if (number == CellKind.TEXT
        && (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false"))) {
      return CellKind.BOOLEAN;
    }
    return number;
  }

  /** TEXT when the text is not digits with an optional sign, point and exponent. */
  private static CellKind numberKind(String text) {
    int at = 0;
    int end = text.length();
    char first = text.charAt(0);
    if (first == '-' || first == '+') {
      at++;
    }
    int start = at;
    while (at < end && isDigit(text.charAt(at))) {
      at++;
    }
    int whole = at - start;
    boolean leadingZero = whole > 1 && text.charAt(start) == '0';
    if (at == end) {
      return wholeKind(text, start, whole, leadingZero || (first == '+' && whole > 0));
    }
    int fraction = 0;
    if (text.charAt(at) == '.') {
      at++;
      while (at < end && isDigit(text.charAt(at))) {
        at++;
        fraction++;
      }
    }
    if (whole + fraction == 0) {
      return CellKind.TEXT;
    }
    if (at < end && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
      at++;
      if (at < end && (text.charAt(at) == '-' || text.charAt(at) == '+')) {
        at++;
      }
      int exponent = at;
      while (at < end && isDigit(text.charAt(at))) {
        at++;
      }
      if (at == exponent) {
        return CellKind.TEXT;
      }
    }
    if (at < end) {
      return CellKind.TEXT;
    }
    return leadingZero ? CellKind.LEADING_ZERO : CellKind.DOUBLE;
  }

  private static CellKind wholeKind(String text, int start, int digits, boolean marked) {
    if (digits == 0) {
      return CellKind.TEXT;
    }
    if (marked) {
      return CellKind.LEADING_ZERO;
    }
    if (digits < BIGINT_DIGITS_MAX) {
      return CellKind.BIGINT;
    }
    if (digits > BIGINT_DIGITS_MAX) {
      return CellKind.LONG_DIGITS;
    }
    boolean negative = start > 0 && text.charAt(0) == '-';
    String limit = negative ? "9223372036854775808" : "9223372036854775807";
    return text.substring(start).compareTo(limit) <= 0 ? CellKind.BIGINT : CellKind.LONG_DIGITS;
  }

  private static CellKind patternKind(String text) {
    boolean digit = false;
    boolean letter = false;
    boolean space = false;
    boolean at = false;
    boolean colon = false;
    boolean other = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      digit |= isDigit(c);
      letter |= Character.isLetter(c);
      space |= c == ' ';
      at |= c == '@';
      colon |= c == ':';
      other |= !Character.isLetterOrDigit(c);
    }
    if (at && EMAIL.matcher(text).matches()) {
      return CellKind.EMAIL;
    }
    if (colon && letter && URL.matcher(text).matches()) {
      return CellKind.URL;
    }
    if (digit || colon) {
      CellKind shaped = shapedKind(text);
      if (shaped != CellKind.TEXT) {
        return shaped;
      }
    }
    if (!other && !digit) {
      return CellKind.WORD;
    }
    return space || !letter ? CellKind.TEXT : CellKind.CODE;
  }

  private static CellKind shapedKind(String text) {
    if (DATE.matcher(text).matches()) {
      return CellKind.DATE;
    }
    if (TIMESTAMP.matcher(text).matches()) {
      return CellKind.TIMESTAMP;
    }
    if (TIME.matcher(text).matches()) {
      return CellKind.TIME;
    }
    if (DECIMAL_COMMA.matcher(text).matches()) {
      return CellKind.DECIMAL_COMMA;
    }
    if (IP.matcher(text).matches()) {
      return CellKind.IP;
    }
    return UUID.matcher(text).matches() ? CellKind.UUID : CellKind.TEXT;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
