package io.tarn.catalog.inference;

/**
 * What one CSV cell looks like. The kinds are finer than the types, so that a log can say why: a
 * date is a string to a script written for AWS, and evidence all the same.
 */
enum CellKind {
  /** Nothing between two delimiters: no evidence for any type. */
  EMPTY("empty"),
  /** Hive's own null, {@code \N}: no evidence either. */
  NULL_MARK("\\N"),
  BOOLEAN("true/false"),
  BIGINT("whole number"),
  DOUBLE("number with a fraction or exponent"),
  /** Digits that a number would lose something of: {@code 00420}, {@code +4912345}. */
  LEADING_ZERO("digits with a leading zero or plus"),
  /** More digits than a bigint holds. */
  LONG_DIGITS("digits beyond a bigint"),
  DECIMAL_COMMA("number with a decimal comma"),
  DATE("date"),
  TIMESTAMP("date with time"),
  TIME("time of day"),
  EMAIL("e-mail address"),
  URL("URL"),
  IP("IP address"),
  UUID("UUID"),
  /** One token that mixes letters with digits or joins words without spaces. */
  CODE("code"),
  WORD("word"),
  TEXT("text");

  private final String words;

  CellKind(String words) {
    this.words = words;
  }

  /** How a log names it. */
  String words() {
    return words;
  }

  boolean isEvidence() {
    return this != EMPTY && this != NULL_MARK;
  }

  /** Whether the value means a type other than string in the default mode. */
  boolean isTyped() {
    return this == BOOLEAN || this == BIGINT || this == DOUBLE;
  }

  /** Whether the value has a form that a column's name would hardly have. */
  boolean isShaped() {
    return switch (this) {
      case LEADING_ZERO, LONG_DIGITS, DECIMAL_COMMA, DATE, TIMESTAMP, TIME, EMAIL, URL, IP, UUID ->
          true;
      case EMPTY, NULL_MARK, BOOLEAN, BIGINT, DOUBLE, CODE, WORD, TEXT -> false;
    };
  }
}
