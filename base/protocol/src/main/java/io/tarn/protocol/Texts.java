package io.tarn.protocol;

import io.tarn.api.JsonForm;
import io.tarn.api.Type;
import io.tarn.api.Type.TimestampFormat;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Simple values as text: in headers, labels, parameters and XML. */
final class Texts {
  private static final DateTimeFormatter HTTP =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter HTTP_LENIENT =
      DateTimeFormatter.ofPattern(
          "[EEE, ]d MMM yyyy HH:mm:ss[.SSSSSSSSS][.SSSSSS][.SSS][.SS][.S] zzz", Locale.ENGLISH);
  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /** The seconds between which a year has four digits. */
  private static final long YEAR_0 = -62_167_219_200L;

  private static final long YEAR_10000 = 253_402_300_800L;

  private Texts() {}

  static String format(Object value, Type type, TimestampFormat timestamps) {
    return switch (type.kind()) {
      case FLOAT -> decimal(((Float) value).doubleValue(), value.toString());
      case DOUBLE -> decimal((Double) value, value.toString());
      case BIG_DECIMAL -> ((BigDecimal) value).toPlainString();
      case BLOB -> Base64.getEncoder().encodeToString((byte[]) value);
      case TIMESTAMP -> formatTime((Instant) value, formatOf(type, timestamps));
      default -> value.toString();
    };
  }

  /**
   * @throws IllegalArgumentException when the text is not one of this type
   */
  static Object parse(String text, Type type, TimestampFormat timestamps) {
    String trimmed = text.strip();
    return switch (type.kind()) {
      case STRING -> text;
      case BOOLEAN -> bool(trimmed);
      case BYTE -> Byte.valueOf(trimmed);
      case SHORT -> Short.valueOf(trimmed);
      case INTEGER -> Integer.valueOf(trimmed);
      case LONG -> Long.valueOf(trimmed);
      case FLOAT -> (float) floating(trimmed);
      case DOUBLE -> floating(trimmed);
      case BIG_INTEGER -> new BigInteger(trimmed);
      case BIG_DECIMAL -> new BigDecimal(trimmed);
      case BLOB -> Base64.getDecoder().decode(trimmed.replaceAll("\\s", ""));
      case TIMESTAMP -> parseTime(trimmed, formatOf(type, timestamps));
      default -> throw new IllegalArgumentException(type.kind() + " has no text");
    };
  }

  private static TimestampFormat formatOf(Type type, TimestampFormat otherwise) {
    TimestampFormat own = type.timestampFormat();
    return own == null ? otherwise : own;
  }

  static String formatTime(Instant time, TimestampFormat format) {
    return switch (format) {
      case ISO -> time.getNano() == 0 ? time.toString() : MILLIS.format(time);
      case EPOCH -> epoch(time).toPlainString();
      case HTTP -> HTTP.format(time);
    };
  }

  /** ISO with exactly three digits after the point, as S3 writes it. */
  static String formatMillis(Instant time) {
    long seconds = time.getEpochSecond();
    if (seconds < YEAR_0 || seconds >= YEAR_10000) {
      return MILLIS.format(time);
    }
    // By hand: a page of a listing has a thousand of them.
    LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(seconds, 86_400));
    int second = (int) Math.floorMod(seconds, 86_400L);
    byte[] text = "0000-00-00T00:00:00.000Z".getBytes(StandardCharsets.ISO_8859_1);
    digits(text, 3, date.getYear());
    digits(text, 6, date.getMonthValue());
    digits(text, 9, date.getDayOfMonth());
    digits(text, 12, second / 3_600);
    digits(text, 15, second / 60 % 60);
    digits(text, 18, second % 60);
    digits(text, 22, time.getNano() / 1_000_000);
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  /** Puts a number's digits over zeros, the last at a place. */
  private static void digits(byte[] text, int last, int number) {
    int place = last;
    for (int rest = number; rest > 0; rest /= 10) {
      text[place--] += (byte) (rest % 10);
    }
  }

  /** Seconds with as many digits of milliseconds as needed. */
  static BigDecimal epoch(Instant time) {
    BigDecimal seconds =
        BigDecimal.valueOf(time.getEpochSecond())
            .add(BigDecimal.valueOf(time.getNano() / 1_000_000, 3));
    BigDecimal stripped = seconds.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0, RoundingMode.UNNECESSARY) : stripped;
  }

  static Instant fromEpoch(BigDecimal seconds) {
    if (seconds.precision() - seconds.scale() > 15) {
      throw new IllegalArgumentException("out of range");
    }
    BigDecimal[] parts = seconds.divideAndRemainder(BigDecimal.ONE);
    return Instant.ofEpochSecond(parts[0].longValueExact(), parts[1].movePointRight(9).longValue());
  }

  private static Instant parseTime(String text, TimestampFormat format) {
    try {
      return switch (format) {
        case ISO -> JsonForm.parseIso(text);
        case EPOCH -> fromEpoch(new BigDecimal(text));
        case HTTP -> HTTP_LENIENT.parse(text, Instant::from);
      };
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("not a timestamp: " + text, e);
    }
  }

  /** Any of the three forms, for readers that may not mind. */
  static @Nullable Instant parseAnyTime(String text) {
    for (TimestampFormat format : TimestampFormat.values()) {
      try {
        return parseTime(text.strip(), format);
      } catch (IllegalArgumentException | ArithmeticException e) {
        continue;
      }
    }
    return null;
  }

  private static boolean bool(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("not a boolean: " + text);
    };
  }

  private static double floating(String text) {
    return switch (text) {
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> {
        if (text.isEmpty() || !Character.isDigit(text.charAt(text.length() - 1))) {
          throw new NumberFormatException("not a number: " + text);
        }
        yield Double.parseDouble(text);
      }
    };
  }

  private static String decimal(double value, String text) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return JsonForm.nonFinite(value);
    }
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }
}
