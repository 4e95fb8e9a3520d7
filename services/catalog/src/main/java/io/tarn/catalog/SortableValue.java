package io.tarn.catalog;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Values as texts whose order is that of the values, so that an index over text finds ranges of
 * numbers and times. Two texts are equal when the values are.
 */
final class SortableValue {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.nnnnnnnnn", Locale.ROOT);

  /** Before every number and every date: what is no value of its type. */
  private static final String NONE = "!";

  /** Greater exponents are all the same here; the condition itself still tells them apart. */
  private static final int EXPONENT_MAX = 400_000;

  private SortableValue() {}

  static String of(String text, String type) {
    if (PartitionValue.isText(type)) {
      return text;
    }
    Object value = PartitionValue.reader(type).apply(text);
    return value == null ? NONE + text : of(value);
  }

  static String of(Object value) {
    return switch (value) {
      case BigDecimal number -> number(number);
      case LocalDateTime time -> TIME.format(time);
      default -> value.toString();
    };
  }

  private static String number(BigDecimal number) {
    if (number.signum() == 0) {
      return "0";
    }
    BigDecimal plain = number.abs().stripTrailingZeros();
    long exponent = (long) plain.precision() - plain.scale();
    String digits = plain.unscaledValue().toString();
    if (Math.abs(exponent) > EXPONENT_MAX) {
      exponent = exponent > 0 ? EXPONENT_MAX : -EXPONENT_MAX;
      digits = "";
    }
    String text = String.format(Locale.ROOT, "%06d", exponent + EXPONENT_MAX) + digits;
    return number.signum() > 0 ? "1" + text : "-" + complement(text) + "~";
  }

  private static String complement(String digits) {
    StringBuilder text = new StringBuilder(digits.length());
    for (int i = 0; i < digits.length(); i++) {
      text.append((char) ('0' + '9' - digits.charAt(i)));
    }
    return text.toString();
  }

  /** The order in which the ledger's databases keep texts: by code points, not by UTF-16 units. */
  static int compare(String left, String right) {
    int length = Math.min(left.length(), right.length());
    for (int i = 0; i < length; i++) {
      char a = left.charAt(i);
      char b = right.charAt(i);
      if (a != b) {
        boolean surrogateA = Character.isSurrogate(a);
        boolean surrogateB = Character.isSurrogate(b);
        return surrogateA == surrogateB ? Character.compare(a, b) : surrogateA ? 1 : -1;
      }
    }
    return Integer.compare(left.length(), right.length());
  }

  /** Whether every order of texts agrees about this one beside any other. */
  static boolean isPlain(@Nullable String text) {
    return text != null && text.chars().allMatch(c -> c < Character.MIN_SURROGATE);
  }
}
