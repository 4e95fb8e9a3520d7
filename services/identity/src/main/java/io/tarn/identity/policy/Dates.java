package io.tarn.identity.policy;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import org.jspecify.annotations.Nullable;

/**
 * Dates as conditions hold them: the W3C's profile of ISO 8601 (from the year alone to fractions of
 * a second), or seconds since 1970.
 */
final class Dates {
  private static final DateTimeFormatter DAY =
      new DateTimeFormatterBuilder()
          .appendPattern("yyyy[-MM[-dd]]")
          .parseDefaulting(ChronoField.MONTH_OF_YEAR, 1)
          .parseDefaulting(ChronoField.DAY_OF_MONTH, 1)
          .toFormatter(java.util.Locale.ROOT);

  private Dates() {}

  static @Nullable Instant parse(String text) {
    try {
      if (isNumber(text)) {
        return text.length() == 4
            ? LocalDate.parse(text, DAY).atStartOfDay(ZoneOffset.UTC).toInstant()
            : Instant.ofEpochSecond(Long.parseLong(text));
      }
      int t = text.indexOf('T');
      if (t < 0) {
        return LocalDate.parse(text, DAY).atStartOfDay(ZoneOffset.UTC).toInstant();
      }
      boolean zoned = text.endsWith("Z") || text.indexOf('+', t) >= 0 || text.indexOf('-', t) >= 0;
      return zoned
          ? OffsetDateTime.parse(text).toInstant()
          : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
    } catch (DateTimeParseException | NumberFormatException e) {
      return null;
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static boolean isNumber(String text) {
    return !text.isEmpty()
        && text.length() <= 18
        && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
