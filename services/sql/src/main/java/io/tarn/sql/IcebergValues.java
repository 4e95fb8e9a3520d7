package io.tarn.sql;

import io.airlift.slice.Slices;
import io.trino.spi.block.ArrayValueBuilder;
import io.trino.spi.block.Block;
import io.trino.spi.block.MapValueBuilder;
import io.trino.spi.block.RowValueBuilder;
import io.trino.spi.block.SqlMap;
import io.trino.spi.block.SqlRow;
import io.trino.spi.type.ArrayType;
import io.trino.spi.type.DateTimeEncoding;
import io.trino.spi.type.Int128;
import io.trino.spi.type.LongTimestampWithTimeZone;
import io.trino.spi.type.MapType;
import io.trino.spi.type.RowType;
import io.trino.spi.type.TimeZoneKey;
import io.trino.spi.type.TypeUtils;
import io.trino.spi.type.UuidType;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/** Iceberg's values and plain ones of Java in Trino's representation. */
final class IcebergValues {
  private static final int MICROS_OF_MILLI = 1000;
  private static final int PICOS_OF_MICRO = 1_000_000;

  private IcebergValues() {}

  /** A value as Iceberg keeps it of a type without children. */
  static @Nullable Object of(Type type, @Nullable Object value) {
    if (value == null) {
      return null;
    }
    return switch (type.typeId()) {
      case INTEGER, DATE -> ((Number) value).longValue();
      case FLOAT -> (long) Float.floatToIntBits((float) value);
      case STRING -> Slices.utf8Slice(value.toString());
      case BINARY, FIXED -> Slices.wrappedBuffer(bytes((ByteBuffer) value));
      case UUID -> UuidType.javaUuidToTrinoUuid((UUID) value);
      case TIME -> (long) value * PICOS_OF_MICRO;
      case TIMESTAMP ->
          ((Types.TimestampType) type).shouldAdjustToUTC() ? instant((long) value) : value;
      case DECIMAL -> decimal((BigDecimal) value, ((Types.DecimalType) type).precision());
      default -> value;
    };
  }

  private static Object decimal(BigDecimal value, int precision) {
    return precision <= 18
        ? (Object) value.unscaledValue().longValueExact()
        : Int128.valueOf(value.unscaledValue());
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  private static LongTimestampWithTimeZone instant(long micros) {
    return LongTimestampWithTimeZone.fromEpochMillisAndFraction(
        Math.floorDiv(micros, MICROS_OF_MILLI),
        Math.floorMod(micros, MICROS_OF_MILLI) * PICOS_OF_MICRO,
        TimeZoneKey.UTC_KEY);
  }

  /** An instant of milliseconds as {@code timestamp(3) with time zone}. */
  static Object millis(long millis) {
    return DateTimeEncoding.packDateTimeWithZone(millis, TimeZoneKey.UTC_KEY);
  }

  static @Nullable Object text(@Nullable Object value) {
    return value == null ? null : Slices.utf8Slice(value.toString());
  }

  static SqlRow row(RowType type, List<@Nullable Object> values) {
    return RowValueBuilder.buildRowValue(
        type,
        fields -> {
          for (int i = 0; i < values.size(); i++) {
            TypeUtils.writeNativeValue(
                type.getFields().get(i).getType(), fields.get(i), values.get(i));
          }
        });
  }

  static @Nullable SqlMap map(MapType type, @Nullable Map<?, ?> values) {
    if (values == null) {
      return null;
    }
    return MapValueBuilder.buildMapValue(
        type,
        values.size(),
        (keys, entries) ->
            values.forEach(
                (key, value) -> {
                  TypeUtils.writeNativeValue(type.getKeyType(), keys, plain(key));
                  TypeUtils.writeNativeValue(type.getValueType(), entries, plain(value));
                }));
  }

  static @Nullable Block array(ArrayType type, @Nullable List<?> values) {
    if (values == null) {
      return null;
    }
    return ArrayValueBuilder.buildArrayValue(
        type,
        values.size(),
        items ->
            new ArrayList<>(values)
                .forEach(
                    value ->
                        TypeUtils.writeNativeValue(type.getElementType(), items, plain(value))));
  }

  private static @Nullable Object plain(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Integer number -> number.longValue();
      case String text -> Slices.utf8Slice(text);
      default -> value;
    };
  }
}
