package io.tarn.catalog.inference;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The arithmetic of widening, apart from the types' own shape. */
final class Widening {
  private static final List<String> WHOLE = List.of("tinyint", "smallint", "int", "bigint");
  private static final Pattern DECIMAL = Pattern.compile("decimal\\((\\d+),(\\d+)\\)");
  private static final int DECIMAL_DIGITS_MAX = 38;

  private Widening() {}

  static HiveType primitives(HiveType.Primitive a, HiveType.Primitive b) {
    int left = WHOLE.indexOf(a.name());
    int right = WHOLE.indexOf(b.name());
    if (left >= 0 && right >= 0) {
      return left > right ? a : b;
    }
    boolean leftFloat = a.name().equals("float") || a.name().equals("double");
    boolean rightFloat = b.name().equals("float") || b.name().equals("double");
    Matcher leftDecimal = DECIMAL.matcher(a.name());
    Matcher rightDecimal = DECIMAL.matcher(b.name());
    boolean leftNumber = left >= 0 || leftFloat || leftDecimal.matches();
    boolean rightNumber = right >= 0 || rightFloat || rightDecimal.matches();
    if (!leftNumber || !rightNumber) {
      return HiveType.STRING;
    }
    if (leftFloat || rightFloat) {
      return HiveType.DOUBLE;
    }
    int leftScale = left >= 0 ? 0 : Integer.parseInt(leftDecimal.group(2));
    int rightScale = right >= 0 ? 0 : Integer.parseInt(rightDecimal.group(2));
    int leftDigits = left >= 0 ? wholeDigits(left) : digits(leftDecimal) - leftScale;
    int rightDigits = right >= 0 ? wholeDigits(right) : digits(rightDecimal) - rightScale;
    int scale = Math.max(leftScale, rightScale);
    int precision = Math.max(leftDigits, rightDigits) + scale;
    return precision > DECIMAL_DIGITS_MAX
        ? HiveType.DOUBLE
        : new HiveType.Primitive("decimal(" + precision + "," + scale + ")");
  }

  private static int digits(Matcher decimal) {
    return Integer.parseInt(decimal.group(1));
  }

  private static int wholeDigits(int rank) {
    return switch (rank) {
      case 0 -> 3;
      case 1 -> 5;
      case 2 -> 10;
      default -> 19;
    };
  }

  static HiveType structs(HiveType.Struct a, HiveType.Struct b) {
    Map<String, HiveType.Field> fields = new LinkedHashMap<>();
    for (HiveType.Field field : a.fields()) {
      fields.put(field.name().toLowerCase(Locale.ROOT), field);
    }
    for (HiveType.Field field : b.fields()) {
      fields.merge(
          field.name().toLowerCase(Locale.ROOT),
          field,
          (old, fresh) -> new HiveType.Field(old.name(), old.type().widen(fresh.type())));
    }
    return new HiveType.Struct(new ArrayList<>(fields.values()));
  }
}
