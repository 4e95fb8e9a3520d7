package io.tarn.duckdb;

import io.airlift.slice.Slice;
import io.airlift.slice.Slices;
import io.trino.spi.StandardErrorCode;
import io.trino.spi.TrinoException;
import io.trino.spi.type.BigintType;
import io.trino.spi.type.BooleanType;
import io.trino.spi.type.CharType;
import io.trino.spi.type.DateTimeEncoding;
import io.trino.spi.type.DateType;
import io.trino.spi.type.DecimalType;
import io.trino.spi.type.DoubleType;
import io.trino.spi.type.Int128;
import io.trino.spi.type.IntegerType;
import io.trino.spi.type.LongTimestampWithTimeZone;
import io.trino.spi.type.RealType;
import io.trino.spi.type.SmallintType;
import io.trino.spi.type.TimeZoneKey;
import io.trino.spi.type.TimestampType;
import io.trino.spi.type.TimestampWithTimeZoneType;
import io.trino.spi.type.TinyintType;
import io.trino.spi.type.Type;
import io.trino.type.IntervalYearMonthType;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.duckdb.DuckDBReadableVector;
import org.duckdb.DuckDBWritableVector;

/** Moves values between DuckDB's vectors and Trino's Java representation of a flat type. */
interface VectorCodec {
  Object read(DuckDBReadableVector vector, long row);

  void write(DuckDBWritableVector vector, long row, Object value);

  static VectorCodec of(Type type) {
    return switch (type) {
      case BooleanType t ->
          codec((v, r) -> v.getBoolean(r), (v, r, x) -> v.setBoolean(r, (boolean) x));
      case TinyintType t ->
          codec((v, r) -> (long) v.getByte(r), (v, r, x) -> v.setByte(r, (byte) (long) x));
      case SmallintType t ->
          codec((v, r) -> (long) v.getShort(r), (v, r, x) -> v.setShort(r, (short) (long) x));
      case IntegerType t -> ints();
      case IntervalYearMonthType t -> ints();
      case BigintType t -> longs();
      case RealType t ->
          codec(
              (v, r) -> (long) Float.floatToRawIntBits(v.getFloat(r)),
              (v, r, x) -> v.setFloat(r, Float.intBitsToFloat((int) (long) x)));
      case DoubleType t -> codec((v, r) -> v.getDouble(r), (v, r, x) -> v.setDouble(r, (double) x));
      case DecimalType t -> decimals(t);
      case CharType t ->
          codec(
              (v, r) -> Slices.utf8Slice(v.getString(r)),
              (v, r, x) -> v.setString(r, stripped(((Slice) x).toStringUtf8())));
      case DateType t ->
          codec(
              (v, r) -> v.getLocalDate(r).toEpochDay(),
              (v, r, x) -> v.setDate(r, LocalDate.ofEpochDay((long) x)));
      case TimestampType t ->
          codec(
              (v, r) -> micros(v.getLocalDateTime(r).toInstant(ZoneOffset.UTC)),
              (v, r, x) ->
                  v.setTimestamp(r, LocalDateTime.ofInstant(instant((long) x), ZoneOffset.UTC)));
      case TimestampWithTimeZoneType t -> zoned(t);
      default ->
          DuckTypes.of(type).equals("BIGINT")
              ? longs()
              : codec(
                  (v, r) -> Slices.utf8Slice(v.getString(r)),
                  (v, r, x) -> v.setString(r, ((Slice) x).toStringUtf8()));
    };
  }

  private static VectorCodec ints() {
    return codec((v, r) -> (long) v.getInt(r), (v, r, x) -> v.setInt(r, (int) (long) x));
  }

  private static VectorCodec longs() {
    return codec((v, r) -> v.getLong(r), (v, r, x) -> v.setLong(r, (long) x));
  }

  private static VectorCodec decimals(DecimalType type) {
    int scale = type.getScale();
    if (type.isShort()) {
      return codec(
          (v, r) -> v.getBigDecimal(r).unscaledValue().longValueExact(),
          (v, r, x) -> v.setBigDecimal(r, BigDecimal.valueOf((long) x, scale)));
    }
    return codec(
        (v, r) -> Int128.valueOf(v.getBigDecimal(r).unscaledValue()),
        (v, r, x) -> v.setBigDecimal(r, new BigDecimal(((Int128) x).toBigInteger(), scale)));
  }

  /** Only UTC: DuckDB's type knows the instant, not the zone it was written in. */
  private static VectorCodec zoned(TimestampWithTimeZoneType type) {
    if (type.isShort()) {
      return codec(
          (v, r) ->
              DateTimeEncoding.packDateTimeWithZone(
                  v.getOffsetDateTime(r).toInstant().toEpochMilli(), TimeZoneKey.UTC_KEY),
          (v, r, x) -> {
            requireUtc(DateTimeEncoding.unpackZoneKey((long) x));
            v.setOffsetDateTime(
                r, utc(Instant.ofEpochMilli(DateTimeEncoding.unpackMillisUtc((long) x))));
          });
    }
    return codec(
        (v, r) -> {
          Instant instant = v.getOffsetDateTime(r).toInstant();
          return LongTimestampWithTimeZone.fromEpochMillisAndFraction(
              instant.toEpochMilli(), instant.getNano() % 1_000_000 * 1_000, TimeZoneKey.UTC_KEY);
        },
        (v, r, x) -> {
          LongTimestampWithTimeZone exact = (LongTimestampWithTimeZone) x;
          requireUtc(TimeZoneKey.getTimeZoneKey(exact.getTimeZoneKey()));
          v.setOffsetDateTime(
              r,
              utc(
                  Instant.ofEpochMilli(exact.getEpochMillis())
                      .plusNanos(exact.getPicosOfMilli() / 1_000)));
        });
  }

  private static void requireUtc(TimeZoneKey zone) {
    if (!zone.equals(TimeZoneKey.UTC_KEY)) {
      throw new TrinoException(
          StandardErrorCode.NOT_SUPPORTED,
          "Time zone " + zone.getId() + " is not supported by this engine");
    }
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  private static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }

  private static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  private static String stripped(String text) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == ' ') {
      end--;
    }
    return text.substring(0, end);
  }

  /** Reads one value. */
  @FunctionalInterface
  interface Reader {
    Object read(DuckDBReadableVector vector, long row);
  }

  /** Writes one value. */
  @FunctionalInterface
  interface Writer {
    void write(DuckDBWritableVector vector, long row, Object value);
  }

  private static VectorCodec codec(Reader reader, Writer writer) {
    return new VectorCodec() {
      @Override
      public Object read(DuckDBReadableVector vector, long row) {
        return reader.read(vector, row);
      }

      @Override
      public void write(DuckDBWritableVector vector, long row, Object value) {
        writer.write(vector, row, value);
      }
    };
  }
}
