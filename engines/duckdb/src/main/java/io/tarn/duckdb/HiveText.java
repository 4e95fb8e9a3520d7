package io.tarn.duckdb;

import io.tarn.sql.spi.EngineException;
import io.trino.spi.type.BigintType;
import io.trino.spi.type.DateType;
import io.trino.spi.type.DecimalType;
import io.trino.spi.type.DoubleType;
import io.trino.spi.type.Int128;
import io.trino.spi.type.IntegerType;
import io.trino.spi.type.RealType;
import io.trino.spi.type.SmallintType;
import io.trino.spi.type.TimestampType;
import io.trino.spi.type.TinyintType;
import io.trino.spi.type.Type;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Hive's reading of text as numbers and dates: what cannot be read is NULL. */
final class HiveText {
  private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]{1,19}");
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("uuuu-M-d", Locale.ROOT);
  private static final DateTimeFormatter TIMESTAMP =
      new DateTimeFormatterBuilder()
          .appendPattern("uuuu-M-d H:m:s")
          .optionalStart()
          .appendFraction(ChronoField.NANO_OF_SECOND, 1, 9, true)
          .optionalEnd()
          .toFormatter(Locale.ROOT);

  private HiveText() {}

  /** The value in Trino's Java representation, or null. */
  static @Nullable Object read(String text, Type type) {
    try {
      return switch (type) {
        case BigintType t -> integer(text, Long.MIN_VALUE, Long.MAX_VALUE);
        case IntegerType t -> integer(text, Integer.MIN_VALUE, Integer.MAX_VALUE);
        case SmallintType t -> integer(text, Short.MIN_VALUE, Short.MAX_VALUE);
        case TinyintType t -> integer(text, Byte.MIN_VALUE, Byte.MAX_VALUE);
        case DoubleType t -> Double.parseDouble(text);
        case RealType t -> (long) Float.floatToRawIntBits(Float.parseFloat(text));
        case DecimalType t -> decimal(text, t);
        case DateType t -> date(text).toEpochDay();
        case TimestampType t -> timestamp(text);
        default ->
            throw EngineException.unsupported("Type " + type.getDisplayName() + " in a text file");
      };
    } catch (NumberFormatException | DateTimeException e) {
      return null;
    }
  }

  private static @Nullable Long integer(String text, long least, long most) {
    if (!INTEGER.matcher(text).matches()) {
      return null;
    }
    long value = Long.parseLong(text);
    return value < least || value > most ? null : value;
  }

  private static @Nullable Object decimal(String text, DecimalType type) {
    BigDecimal value = new BigDecimal(text.strip()).setScale(type.getScale(), RoundingMode.HALF_UP);
    if (value.precision() > type.getPrecision()) {
      return null;
    }
    return type.isShort()
        ? (Object) value.unscaledValue().longValueExact()
        : Int128.valueOf(value.unscaledValue());
  }

  private static LocalDate date(String text) {
    String value = text.strip();
    int space = value.indexOf(' ');
    return LocalDate.parse(space < 0 ? value : value.substring(0, space), DATE);
  }

  private static long timestamp(String text) {
    LocalDateTime time = LocalDateTime.parse(text.strip(), TIMESTAMP);
    long micros =
        ChronoUnit.MICROS.between(LocalDateTime.ofEpochSecond(0, 0, ZoneOffset.UTC), time);
    return Math.floorDiv(micros + 500, 1000L) * 1000;
  }
}
