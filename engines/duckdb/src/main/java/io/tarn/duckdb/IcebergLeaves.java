package io.tarn.duckdb;

import io.airlift.slice.Slice;
import io.trino.spi.block.Block;
import io.trino.spi.block.BlockBuilder;
import io.trino.spi.type.BigintType;
import io.trino.spi.type.DateType;
import io.trino.spi.type.DecimalType;
import io.trino.spi.type.DoubleType;
import io.trino.spi.type.Int128;
import io.trino.spi.type.IntegerType;
import io.trino.spi.type.LongTimestampWithTimeZone;
import io.trino.spi.type.RealType;
import io.trino.spi.type.TimeType;
import io.trino.spi.type.TimeZoneKey;
import io.trino.spi.type.TimestampType;
import io.trino.spi.type.TimestampWithTimeZoneType;
import io.trino.spi.type.Timestamps;
import io.trino.spi.type.Type;
import io.trino.spi.type.UuidType;
import io.trino.spi.type.VarbinaryType;
import org.jspecify.annotations.Nullable;

/**
 * Values without children as a table declares them, of what a file has: the same, or what the
 * specification lets a column have been before. Source: Apache Iceberg, "Table Spec", "Schema
 * Evolution", "Appendix A: Format-specific Requirements".
 */
final class IcebergLeaves {
  private static final int UUID_BYTES = 16;

  private IcebergLeaves() {}

  /** Writes a value that is not NULL. */
  private interface Writer {
    void write(Block block, int position, BlockBuilder builder);
  }

  static IcebergBlocks.@Nullable Step step(Type wanted, FileColumn stored) {
    if (wanted.equals(stored.type()) && wanted.equals(stored.meaning())) {
      return block -> block;
    }
    Writer writer = writer(wanted, stored);
    return writer == null
        ? null
        : IcebergBlocks.values(
            block -> {
              BlockBuilder builder = wanted.createBlockBuilder(null, block.getPositionCount());
              for (int i = 0; i < block.getPositionCount(); i++) {
                if (block.isNull(i)) {
                  builder.appendNull();
                } else {
                  writer.write(block, i, builder);
                }
              }
              return builder.build();
            });
  }

  private static @Nullable Writer writer(Type wanted, FileColumn stored) {
    Type from = stored.type();
    Type meaning = stored.meaning();
    return switch (wanted) {
      case IntegerType type when DuckTypes.isInteger(meaning) && !(meaning instanceof BigintType) ->
          (block, i, builder) -> type.writeLong(builder, from.getLong(block, i));
      case BigintType type when DuckTypes.isInteger(meaning) ->
          (block, i, builder) -> type.writeLong(builder, from.getLong(block, i));
      case DoubleType type when meaning instanceof RealType real ->
          (block, i, builder) -> type.writeDouble(builder, real.getFloat(block, i));
      case DecimalType type when meaning instanceof DecimalType own && fits(own, type) ->
          (block, i, builder) -> write(type, builder, decimal(from, block, i));
      case DateType type when meaning instanceof DateType ->
          (block, i, builder) -> type.writeLong(builder, from.getLong(block, i));
      case TimeType type when meaning instanceof TimeType && from instanceof BigintType ->
          (block, i, builder) ->
              type.writeLong(
                  builder, from.getLong(block, i) * Timestamps.PICOSECONDS_PER_MICROSECOND);
      case TimestampType type when meaning instanceof TimestampType own && isLong(from) ->
          (block, i, builder) -> type.writeLong(builder, micros(from, own, block, i));
      case TimestampWithTimeZoneType type
          when meaning instanceof TimestampType own && isLong(from) ->
          (block, i, builder) -> type.writeObject(builder, instant(micros(from, own, block, i)));
      case UuidType type when meaning instanceof VarbinaryType ->
          (block, i, builder) -> type.writeSlice(builder, uuid(from.getSlice(block, i)));
      default -> null;
    };
  }

  private static boolean isLong(Type type) {
    return type instanceof BigintType || type instanceof TimestampType own && own.isShort();
  }

  private static boolean fits(DecimalType own, DecimalType wanted) {
    return own.getScale() == wanted.getScale() && own.getPrecision() <= wanted.getPrecision();
  }

  private static Int128 decimal(Type from, Block block, int i) {
    if (from instanceof VarbinaryType bytes) {
      return Int128.fromBigEndian(bytes.getSlice(block, i).getBytes());
    }
    return ((DecimalType) from).isShort()
        ? Int128.valueOf(from.getLong(block, i))
        : (Int128) from.getObject(block, i);
  }

  private static void write(DecimalType type, BlockBuilder builder, Int128 value) {
    if (type.isShort()) {
      type.writeLong(builder, value.toLongExact());
    } else {
      type.writeObject(builder, value);
    }
  }

  private static long micros(Type from, TimestampType meaning, Block block, int i) {
    long value = from.getLong(block, i);
    return from instanceof BigintType && meaning.equals(TimestampType.TIMESTAMP_MILLIS)
        ? Math.multiplyExact(value, Timestamps.MICROSECONDS_PER_MILLISECOND)
        : value;
  }

  private static LongTimestampWithTimeZone instant(long micros) {
    return LongTimestampWithTimeZone.fromEpochMillisAndFraction(
        Math.floorDiv(micros, Timestamps.MICROSECONDS_PER_MILLISECOND),
        Math.floorMod(micros, Timestamps.MICROSECONDS_PER_MILLISECOND)
            * Timestamps.PICOSECONDS_PER_MICROSECOND,
        TimeZoneKey.UTC_KEY);
  }

  private static Slice uuid(Slice bytes) {
    if (bytes.length() != UUID_BYTES) {
      throw new IllegalArgumentException("A UUID of " + bytes.length() + " bytes");
    }
    return bytes;
  }
}
