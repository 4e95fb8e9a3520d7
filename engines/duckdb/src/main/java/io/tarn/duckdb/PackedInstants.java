package io.tarn.duckdb;

import io.trino.spi.block.Block;
import io.trino.spi.block.BlockBuilder;
import io.trino.spi.type.DateTimeEncoding;
import io.trino.spi.type.Int128;
import io.trino.spi.type.LongTimeWithTimeZone;
import io.trino.spi.type.LongTimestamp;
import io.trino.spi.type.LongTimestampWithTimeZone;
import io.trino.spi.type.TimeWithTimeZoneType;
import io.trino.spi.type.TimestampType;
import io.trino.spi.type.Type;
import io.trino.spi.type.TypeUtils;
import java.math.BigInteger;

/**
 * Instants that are finer than DuckDB's microseconds or hold a zone, as one number of 128 bits each
 * whose order is theirs: picoseconds since 1970, and where there is a zone its number in the lowest
 * twelve bits.
 */
final class PackedInstants {
  private static final BigInteger PICOS_OF_MICRO = BigInteger.valueOf(1_000_000);
  private static final BigInteger PICOS_OF_MILLI = BigInteger.valueOf(1_000_000_000);
  private static final BigInteger PICOS_OF_NANO = BigInteger.valueOf(1_000);
  private static final BigInteger PICOS_OF_MINUTE = BigInteger.valueOf(60_000_000_000_000L);
  private static final BigInteger PICOS_OF_DAY = PICOS_OF_MINUTE.multiply(BigInteger.valueOf(1440));

  /** How many of the lowest bits hold the zone, in Trino's own packing, too. */
  static final int ZONE_BITS = 12;

  private PackedInstants() {}

  /** Trino's value of a type of such instants as its number. */
  static BigInteger pack(Object value) {
    return switch (value) {
      case LongTimestamp instant ->
          BigInteger.valueOf(instant.getEpochMicros())
              .multiply(PICOS_OF_MICRO)
              .add(BigInteger.valueOf(instant.getPicosOfMicro()));
      case LongTimestampWithTimeZone instant ->
          BigInteger.valueOf(instant.getEpochMillis())
              .multiply(PICOS_OF_MILLI)
              .add(BigInteger.valueOf(instant.getPicosOfMilli()))
              .shiftLeft(ZONE_BITS)
              .or(BigInteger.valueOf(instant.getTimeZoneKey()));
      case LongTimeWithTimeZone time ->
          time(BigInteger.valueOf(time.getPicoseconds()), time.getOffsetMinutes());
      case Long time ->
          time(
              BigInteger.valueOf(DateTimeEncoding.unpackTimeNanos(time)).multiply(PICOS_OF_NANO),
              DateTimeEncoding.unpackOffsetMinutes(time));
      default -> throw new IllegalArgumentException("No instant: " + value.getClass());
    };
  }

  /** A time of day with its offset, in the order of what it is in UTC. */
  private static BigInteger time(BigInteger local, int offset) {
    return local
        .subtract(PICOS_OF_MINUTE.multiply(BigInteger.valueOf(offset)))
        .mod(PICOS_OF_DAY)
        .shiftLeft(ZONE_BITS)
        .or(BigInteger.valueOf(offset & ((1 << ZONE_BITS) - 1)));
  }

  private static Object time(TimeWithTimeZoneType type, BigInteger packed) {
    int bits = 32 - ZONE_BITS;
    int offset = packed.intValue() << bits >> bits;
    BigInteger local =
        packed
            .shiftRight(ZONE_BITS)
            .add(PICOS_OF_MINUTE.multiply(BigInteger.valueOf(offset)))
            .mod(PICOS_OF_DAY);
    return type.isShort()
        ? DateTimeEncoding.packTimeWithTimeZone(
            local.divide(PICOS_OF_NANO).longValueExact(), offset)
        : new LongTimeWithTimeZone(local.longValueExact(), offset);
  }

  private static Object unpack(Type type, BigInteger packed) {
    if (type instanceof TimeWithTimeZoneType time) {
      return time(time, packed);
    }
    if (type instanceof TimestampType) {
      BigInteger[] parts = floor(packed, PICOS_OF_MICRO);
      return new LongTimestamp(parts[0].longValueExact(), parts[1].intValueExact());
    }
    BigInteger[] parts = floor(packed.shiftRight(ZONE_BITS), PICOS_OF_MILLI);
    return LongTimestampWithTimeZone.fromEpochMillisAndFraction(
        parts[0].longValueExact(),
        parts[1].intValueExact(),
        (short) (packed.intValue() & ((1 << ZONE_BITS) - 1)));
  }

  private static BigInteger[] floor(BigInteger value, BigInteger divisor) {
    BigInteger[] parts = value.divideAndRemainder(divisor);
    if (parts[1].signum() < 0) {
      parts[0] = parts[0].subtract(BigInteger.ONE);
      parts[1] = parts[1].add(divisor);
    }
    return parts;
  }

  /** The numbers of a column, as 128-bit values, as the type's own column. */
  static Block unpack(Type type, long[] halves, Block nulls) {
    int rows = nulls.getPositionCount();
    BlockBuilder builder = type.createBlockBuilder(null, rows);
    for (int row = 0; row < rows; row++) {
      if (nulls.isNull(row)) {
        builder.appendNull();
      } else {
        BigInteger packed = Int128.valueOf(halves[2 * row], halves[2 * row + 1]).toBigInteger();
        TypeUtils.writeNativeValue(type, builder, unpack(type, packed));
      }
    }
    return builder.build();
  }
}
