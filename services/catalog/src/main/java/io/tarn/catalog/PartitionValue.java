package io.tarn.catalog;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A partition's value as its key's type says: compared as a number, a date or a text. */
final class PartitionValue {
  /** What Hive names the folder of rows whose key is null. */
  static final String NULL = "__HIVE_DEFAULT_PARTITION__";

  private PartitionValue() {}

  static boolean isNull(String value) {
    return value.equals(NULL);
  }

  static boolean isText(String type) {
    return type.equals("string") || type.startsWith("varchar") || type.startsWith("char");
  }

  /** Whether values of the type have the order of the texts they are written as. */
  static boolean hasOrderOfTexts(String type) {
    return isText(type) || type.equals("date");
  }

  /** Reads a text as the type; the result is null when it is no such value. */
  @SuppressWarnings("unchecked")
  static Function<String, @Nullable Comparable<Object>> reader(String type) {
    return text -> isNull(text) ? null : (Comparable<Object>) (Object) read(text, type);
  }

  private static @Nullable Comparable<?> read(String text, String type) {
    try {
      return switch (type) {
        case "tinyint", "smallint", "int", "integer", "bigint", "long", "float", "double" ->
            new BigDecimal(text.strip());
        case "date" -> date(text);
        case "timestamp" -> timestamp(text.strip());
        default -> type.startsWith("decimal") ? new BigDecimal(text.strip()) : text;
      };
    } catch (NumberFormatException | DateTimeException e) {
      // A folder name that is no value of the key's type matches no comparison, as in SQL.
      return null;
    }
  }

  /** Written in one way only, so that dates have the order of their texts. */
  private static @Nullable LocalDate date(String text) {
    return text.length() == "2024-01-31".length() && Character.isDigit(text.charAt(0))
        ? LocalDate.parse(text)
        : null;
  }

  private static LocalDateTime timestamp(String text) {
    return text.length() <= 10
        ? LocalDate.parse(text).atStartOfDay()
        : LocalDateTime.parse(text.replace(' ', 'T').replace("Z", ""));
  }
}
