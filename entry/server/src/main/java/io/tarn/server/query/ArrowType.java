package io.tarn.server.query;

import com.google.flatbuffers.FlatBufferBuilder;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.HexFormat;
import org.apache.arrow.flatbuf.Binary;
import org.apache.arrow.flatbuf.Bool;
import org.apache.arrow.flatbuf.Date;
import org.apache.arrow.flatbuf.DateUnit;
import org.apache.arrow.flatbuf.Decimal;
import org.apache.arrow.flatbuf.FloatingPoint;
import org.apache.arrow.flatbuf.Int;
import org.apache.arrow.flatbuf.Precision;
import org.apache.arrow.flatbuf.Time;
import org.apache.arrow.flatbuf.TimeUnit;
import org.apache.arrow.flatbuf.Timestamp;
import org.apache.arrow.flatbuf.Type;
import org.apache.arrow.flatbuf.Utf8;

/**
 * How a column of a result is written in Arrow: its type, and a value from its printed form. What a
 * type cannot hold is an error, never another value.
 */
sealed interface ArrowType {
  /** The type's number in Arrow's union of types. */
  byte id();

  int write(FlatBufferBuilder builder);

  /**
   * Appends a value.
   *
   * @throws RuntimeException when the text is none of the type's values
   */
  void append(String text, ArrowBytes out);

  /** Bytes of every value; 0 for those that have offsets, and for bits. */
  int width();

  /** Signed numbers of 8 to 64 bits. */
  record Whole(int width) implements ArrowType {
    @Override
    public byte id() {
      return Type.Int;
    }

    @Override
    public int write(FlatBufferBuilder builder) {
      return Int.createInt(builder, width * 8, true);
    }

    @Override
    public void append(String text, ArrowBytes out) {
      long value = Long.parseLong(text);
      int free = Long.SIZE - width * 8;
      if (value << free >> free != value) {
        throw new ArithmeticException(text + " has more than " + width * 8 + " bits");
      }
      out.number(value, width);
    }
  }

  /** IEEE 754 in 32 or 64 bits. */
  record Floating(int width) implements ArrowType {
    @Override
    public byte id() {
      return Type.FloatingPoint;
    }

    @Override
    public int write(FlatBufferBuilder builder) {
      return FloatingPoint.createFloatingPoint(
          builder, width == Float.BYTES ? Precision.SINGLE : Precision.DOUBLE);
    }

    @Override
    public void append(String text, ArrowBytes out) {
      if (width == Float.BYTES) {
        out.number(Float.floatToRawIntBits(Float.parseFloat(text)), width);
      } else {
        out.number(Double.doubleToRawLongBits(Double.parseDouble(text)), width);
      }
    }
  }

  /** One bit a value. */
  record Bits() implements ArrowType {
    @Override
    public byte id() {
      return Type.Bool;
    }

    @Override
    public int write(FlatBufferBuilder builder) {
      Bool.startBool(builder);
      return Bool.endBool(builder);
    }

    @Override
    public void append(String text, ArrowBytes out) {
      out.bit(
          switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(text + " is no boolean");
          });
    }

    @Override
    public int width() {
      return 0;
    }
  }

  /** A decimal in 128 bits. */
  record Decimal128(int precision, int scale) implements ArrowType {
    @Override
    public byte id() {
      return Type.Decimal;
    }

    @Override
    public int write(FlatBufferBuilder builder) {
      return Decimal.createDecimal(builder, precision, scale, width() * 8);
    }

    @Override
    public void append(String text, ArrowBytes out) {
      out.number(new BigDecimal(text).setScale(scale).unscaledValue(), width());
    }

    @Override
    public int width() {
      return 16;
    }
  }

  /** Days since 1970. */
  record Day() implements ArrowType {
    @Override
    public byte id() {
      return Type.Date;
    }

    @Override
    public int write(FlatBufferBuilder builder) {
      return Date.createDate(builder, DateUnit.DAY);
    }

    @Override
    public void append(String text, ArrowBytes out) {
      out.number(Math.toIntExact(LocalDate.parse(text).toEpochDay()), width());
    }

    @Override
    public int width() {
      return 4;
    }
  }

  /** A time of the day, in micro- or nanoseconds. */
  record Clock(boolean nanos) implements ArrowType {
    @Override
    public byte id() {
      return Type.Time;
    }

    @Override
    public int write(FlatBufferBuilder builder) {
      return Time.createTime(builder, unit(nanos), width() * 8);
    }

    @Override
    public void append(String text, ArrowBytes out) {
      long nano = LocalTime.parse(text).toNanoOfDay();
      out.number(nanos ? nano : exactly(nano, 1000), width());
    }

    @Override
    public int width() {
      return 8;
    }
  }

  /**
   * A timestamp in micro- or nanoseconds.
   *
   * @param zoned an instant: Arrow knows one zone a column where Trino knows one a value, so that
   *     it is written in UTC
   */
  record Moment(boolean nanos, boolean zoned) implements ArrowType {
    private static final DateTimeFormatter LOCAL =
        new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendLiteral(' ')
            .appendPattern("HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .toFormatter();

    @Override
    public byte id() {
      return Type.Timestamp;
    }

    @Override
    public int write(FlatBufferBuilder builder) {
      int zone = zoned ? builder.createString("UTC") : 0;
      return Timestamp.createTimestamp(builder, unit(nanos), zone);
    }

    @Override
    public void append(String text, ArrowBytes out) {
      Instant instant;
      if (zoned) {
        int blank = text.lastIndexOf(' ');
        ZoneId zone = ZoneId.of(text.substring(blank + 1));
        instant = LocalDateTime.parse(text.substring(0, blank), LOCAL).atZone(zone).toInstant();
      } else {
        instant = LocalDateTime.parse(text, LOCAL).toInstant(ZoneOffset.UTC);
      }
      long fraction = nanos ? instant.getNano() : exactly(instant.getNano(), 1000);
      long unitsOfSecond = nanos ? 1_000_000_000 : 1_000_000;
      out.number(
          Math.addExact(Math.multiplyExact(instant.getEpochSecond(), unitsOfSecond), fraction),
          width());
    }

    @Override
    public int width() {
      return 8;
    }
  }

  /** Bytes, which are printed as hexadecimal pairs. */
  record Bytes() implements ArrowType {
    private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

    @Override
    public byte id() {
      return Type.Binary;
    }

    @Override
    public int write(FlatBufferBuilder builder) {
      Binary.startBinary(builder);
      return Binary.endBinary(builder);
    }

    @Override
    public void append(String text, ArrowBytes out) {
      out.bytes(HEX.parseHex(text));
    }

    @Override
    public int width() {
      return 0;
    }
  }

  /** Text, and whatever has no type of its own in Arrow or is kept in its printed form only. */
  record Text() implements ArrowType {
    @Override
    public byte id() {
      return Type.Utf8;
    }

    @Override
    public int write(FlatBufferBuilder builder) {
      Utf8.startUtf8(builder);
      return Utf8.endUtf8(builder);
    }

    @Override
    public void append(String text, ArrowBytes out) {
      out.bytes(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    @Override
    public int width() {
      return 0;
    }
  }

  /** Whether its values differ in length. */
  default boolean hasOffsets() {
    return this instanceof Text || this instanceof Bytes;
  }

  private static short unit(boolean nanos) {
    return nanos ? TimeUnit.NANOSECOND : TimeUnit.MICROSECOND;
  }

  private static long exactly(long value, int divisor) {
    if (value % divisor != 0) {
      throw new DateTimeException("A value is finer than microseconds");
    }
    return value / divisor;
  }
}
