package io.tarn.sql;

import io.tarn.sql.spi.ColumnStatistics;
import io.tarn.sql.spi.WrittenFile;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.UnicodeUtil;
import org.jspecify.annotations.Nullable;

/** What is known of a written file's columns, as Iceberg keeps it to choose files by. */
final class IcebergMetrics {
  /** Iceberg's own measure: {@code write.metadata.metrics.default} is {@code truncate(16)}. */
  private static final int TEXT_LENGTH = 16;

  private static final LocalDateTime EPOCH = LocalDateTime.of(1970, 1, 1, 0, 0);

  private IcebergMetrics() {}

  /**
   * @param sized whether the columns' sizes are those in this file
   */
  static Metrics of(Schema schema, WrittenFile file, boolean sized) {
    Map<Integer, Long> sizes = new HashMap<>();
    Map<Integer, Long> values = new HashMap<>();
    Map<Integer, Long> nulls = new HashMap<>();
    Map<Integer, ByteBuffer> lower = new HashMap<>();
    Map<Integer, ByteBuffer> upper = new HashMap<>();
    for (ColumnStatistics column : file.statistics()) {
      Type type = schema.findType(column.fieldId());
      if (sized) {
        sizes.put(column.fieldId(), column.size());
      }
      values.put(column.fieldId(), column.values());
      nulls.put(column.fieldId(), column.nulls());
      bound(type, column.min(), false, lower, column.fieldId());
      bound(type, column.max(), true, upper, column.fieldId());
    }
    return new Metrics(file.rows(), sizes, values, nulls, Map.of(), lower, upper);
  }

  /** A bound that is not known is left out: then no file is passed over by it. */
  private static void bound(
      Type type,
      @Nullable String text,
      boolean upper,
      Map<Integer, ByteBuffer> bounds,
      int fieldId) {
    if (text == null || !isOrdered(type)) {
      return;
    }
    Object value;
    try {
      value = value(type, text, false);
    } catch (IllegalArgumentException | DateTimeParseException | ArithmeticException e) {
      return;
    }
    if (value instanceof CharSequence chars) {
      value =
          upper
              ? UnicodeUtil.truncateStringMax(chars.toString(), TEXT_LENGTH)
              : UnicodeUtil.truncateStringMin(chars.toString(), TEXT_LENGTH);
    }
    if (value != null) {
      bounds.put(fieldId, Conversions.toByteBuffer(type, value));
    }
  }

  private static boolean isOrdered(Type type) {
    return switch (type.typeId()) {
      case INTEGER, LONG, FLOAT, DOUBLE, DECIMAL, DATE, TIME, TIMESTAMP, STRING -> true;
      default -> false;
    };
  }

  /**
   * A value from its text.
   *
   * @param numeric whether instants and dates are numbers and bytes are hexadecimal digits, as the
   *     values of partitions are
   * @throws IllegalArgumentException when it is none, or DateTimeParseException
   */
  static Object value(Type type, String text, boolean numeric) {
    return switch (type.typeId()) {
      case BOOLEAN -> Boolean.parseBoolean(text);
      case INTEGER -> Integer.parseInt(text);
      case LONG -> Long.parseLong(text);
      case FLOAT -> Float.parseFloat(text);
      case DOUBLE -> Double.parseDouble(text);
      case DECIMAL -> new BigDecimal(text).setScale(((Types.DecimalType) type).scale());
      case DATE ->
          numeric ? (Object) Integer.parseInt(text) : (int) LocalDate.parse(text).toEpochDay();
      case TIME -> LocalTime.parse(text).toNanoOfDay() / 1000;
      case TIMESTAMP -> numeric ? (Object) Long.parseLong(text) : micros(text);
      case STRING -> text;
      case UUID -> UUID.fromString(text);
      case BINARY, FIXED -> ByteBuffer.wrap(HexFormat.of().parseHex(text));
      default -> throw new IllegalArgumentException(type.toString());
    };
  }

  private static long micros(String text) {
    String instant = text.replace(' ', 'T').replaceFirst("\\+00(:00)?$", "");
    return ChronoUnit.MICROS.between(
        EPOCH, LocalDateTime.parse(instant).atOffset(ZoneOffset.UTC).toLocalDateTime());
  }
}
