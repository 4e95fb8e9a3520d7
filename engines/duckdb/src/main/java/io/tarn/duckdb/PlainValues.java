package io.tarn.duckdb;

import static io.trino.spi.type.BigintType.BIGINT;
import static io.trino.spi.type.DateType.DATE;
import static io.trino.spi.type.DoubleType.DOUBLE;
import static io.trino.spi.type.IntegerType.INTEGER;
import static io.trino.spi.type.SmallintType.SMALLINT;
import static io.trino.spi.type.TinyintType.TINYINT;

import ch.randelshofer.fastdoubleparser.JavaDoubleParser;
import io.trino.hive.formats.ByteSearch;
import io.trino.hive.formats.encodings.text.TextEncodingOptions;
import io.trino.spi.block.BlockBuilder;
import io.trino.spi.block.ByteArrayBlockBuilder;
import io.trino.spi.block.IntArrayBlockBuilder;
import io.trino.spi.block.LongArrayBlockBuilder;
import io.trino.spi.block.ShortArrayBlockBuilder;
import io.trino.spi.block.VariableWidthBlockBuilder;
import io.trino.spi.type.TimestampType;
import io.trino.spi.type.Type;
import io.trino.spi.type.VarcharType;
import java.time.LocalDate;
import java.time.YearMonth;

/**
 * Values of a type in the spelling that nearly all have, and about which no two readers differ.
 * What is spelt otherwise is left alone: signs and blanks before a number, a decimal where a whole
 * number is wanted, numbers out of range, dates that no calendar has.
 */
@FunctionalInterface
interface PlainValues {
  /** Numbers of so many digits cannot overflow a long. */
  int SAFE_DIGITS = 18;

  int DATE_LENGTH = 10;
  int SECONDS_LENGTH = 19;
  int FRACTION_MAX = 6;

  /** Years before the calendar's reform are left to who has rules for them. */
  int FIRST_YEAR = 1600;

  long MICROS = 1_000_000;

  /** Appends the value; false, with nothing appended, if it is no plain one. */
  boolean decode(byte[] bytes, int from, int to, BlockBuilder builder);

  static PlainValues of(Type type, TextEncodingOptions options) {
    if (type.equals(BIGINT)) {
      return PlainValues::bigint;
    }
    if (type.equals(INTEGER)) {
      return PlainValues::integer;
    }
    if (type.equals(SMALLINT)) {
      return PlainValues::smallint;
    }
    if (type.equals(TINYINT)) {
      return PlainValues::tinyint;
    }
    if (type.equals(DOUBLE)) {
      return PlainValues::real;
    }
    if (type.equals(DATE)) {
      return PlainValues::date;
    }
    if (type instanceof TimestampType timestamp
        && timestamp.isShort()
        && options.getTimestampFormats().isEmpty()) {
      int digits = timestamp.getPrecision();
      return (bytes, from, to, builder) -> timestamp(bytes, from, to, digits, builder);
    }
    if (type instanceof VarcharType varchar && varchar.isUnbounded()) {
      Byte escape = options.getEscapeByte();
      return escape == null
          ? PlainValues::text
          : (bytes, from, to, builder) ->
              ByteSearch.indexOfByte(bytes, from, to, escape) < 0 && text(bytes, from, to, builder);
    }
    return (_, _, _, _) -> false;
  }

  private static boolean text(byte[] bytes, int from, int to, BlockBuilder builder) {
    ((VariableWidthBlockBuilder) builder).writeEntry(bytes, from, to - from);
    return true;
  }

  private static boolean bigint(byte[] bytes, int from, int to, BlockBuilder builder) {
    long value = number(bytes, from, to);
    if (value == Long.MIN_VALUE) {
      return false;
    }
    ((LongArrayBlockBuilder) builder).writeLong(value);
    return true;
  }

  private static boolean integer(byte[] bytes, int from, int to, BlockBuilder builder) {
    long value = number(bytes, from, to);
    if (value != (int) value) {
      return false;
    }
    ((IntArrayBlockBuilder) builder).writeInt((int) value);
    return true;
  }

  private static boolean smallint(byte[] bytes, int from, int to, BlockBuilder builder) {
    long value = number(bytes, from, to);
    if (value != (short) value) {
      return false;
    }
    ((ShortArrayBlockBuilder) builder).writeShort((short) value);
    return true;
  }

  private static boolean tinyint(byte[] bytes, int from, int to, BlockBuilder builder) {
    long value = number(bytes, from, to);
    if (value != (byte) value) {
      return false;
    }
    ((ByteArrayBlockBuilder) builder).writeByte((byte) value);
    return true;
  }

  /** A whole number with or without a minus; the least long if it is none or too long. */
  private static long number(byte[] bytes, int from, int to) {
    boolean isNegative = from < to && bytes[from] == '-';
    int at = isNegative ? from + 1 : from;
    if (at >= to || to - at > SAFE_DIGITS) {
      return Long.MIN_VALUE;
    }
    long value = 0;
    for (; at < to; at++) {
      int digit = bytes[at] - '0';
      if (digit < 0 || digit > 9) {
        return Long.MIN_VALUE;
      }
      value = value * 10 + digit;
    }
    return isNegative ? -value : value;
  }

  /** Digits, with a point between them or none: every exact parser gives the same double. */
  private static boolean real(byte[] bytes, int from, int to, BlockBuilder builder) {
    boolean isNegative = from < to && bytes[from] == '-';
    int begin = isNegative ? from + 1 : from;
    int points = 0;
    for (int at = begin; at < to; at++) {
      int digit = bytes[at] - '0';
      if (digit < 0 || digit > 9) {
        if (bytes[at] != '.' || at == begin || at == to - 1 || ++points > 1) {
          return false;
        }
      }
    }
    if (begin >= to) {
      return false;
    }
    double value = JavaDoubleParser.parseDouble(bytes, from, to - from);
    DOUBLE.writeDouble(builder, value);
    return true;
  }

  private static boolean date(byte[] bytes, int from, int to, BlockBuilder builder) {
    if (to - from != DATE_LENGTH) {
      return false;
    }
    long day = day(bytes, from);
    if (day == Long.MIN_VALUE) {
      return false;
    }
    ((IntArrayBlockBuilder) builder).writeInt((int) day);
    return true;
  }

  /** Days since 1970 of {@code yyyy-MM-dd}; the least long if there is no such day. */
  private static long day(byte[] bytes, int from) {
    int year = digits(bytes, from, 4);
    int month = digits(bytes, from + 5, 2);
    int day = digits(bytes, from + 8, 2);
    if (bytes[from + 4] != '-'
        || bytes[from + 7] != '-'
        || year < FIRST_YEAR
        || month < 1
        || month > 12
        || day < 1
        || day > 28 && day > YearMonth.of(year, month).lengthOfMonth()) {
      return Long.MIN_VALUE;
    }
    return LocalDate.of(year, month, day).toEpochDay();
  }

  private static boolean timestamp(
      byte[] bytes, int from, int to, int precision, BlockBuilder builder) {
    int length = to - from;
    if (length < SECONDS_LENGTH || bytes[from + DATE_LENGTH] != ' ') {
      return false;
    }
    long day = day(bytes, from);
    int hour = digits(bytes, from + 11, 2);
    int minute = digits(bytes, from + 14, 2);
    int second = digits(bytes, from + 17, 2);
    if (day == Long.MIN_VALUE
        || bytes[from + 13] != ':'
        || bytes[from + 16] != ':'
        || hour < 0
        || hour > 23
        || minute < 0
        || minute > 59
        || second < 0
        || second > 59) {
      return false;
    }
    long micros = (((day * 24 + hour) * 60 + minute) * 60 + second) * MICROS;
    int fraction = length - SECONDS_LENGTH - 1;
    if (fraction >= 0) {
      // More digits than the type has are rounded, which is not for here.
      if (bytes[from + SECONDS_LENGTH] != '.'
          || fraction == 0
          || fraction > Math.min(precision, FRACTION_MAX)) {
        return false;
      }
      int parts = digits(bytes, from + SECONDS_LENGTH + 1, fraction);
      if (parts < 0) {
        return false;
      }
      for (int i = fraction; i < FRACTION_MAX; i++) {
        parts *= 10;
      }
      micros += parts;
    }
    ((LongArrayBlockBuilder) builder).writeLong(micros);
    return true;
  }

  /** A number of exactly so many digits; less than 0 if it is none. */
  private static int digits(byte[] bytes, int from, int count) {
    int value = 0;
    for (int at = from; at < from + count; at++) {
      int digit = bytes[at] - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value;
  }
}
