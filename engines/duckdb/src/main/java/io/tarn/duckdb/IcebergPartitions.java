package io.tarn.duckdb;

import io.airlift.slice.Murmur3Hash32;
import io.airlift.slice.Slice;
import io.airlift.slice.Slices;
import io.tarn.sql.spi.EngineException;
import io.tarn.sql.spi.PartitionTransform;
import io.trino.spi.Page;
import io.trino.spi.block.Block;
import io.trino.spi.block.BlockBuilder;
import io.trino.spi.type.BigintType;
import io.trino.spi.type.DateType;
import io.trino.spi.type.DecimalType;
import io.trino.spi.type.Int128;
import io.trino.spi.type.IntegerType;
import io.trino.spi.type.TimestampType;
import io.trino.spi.type.TimestampWithTimeZoneType;
import io.trino.spi.type.Type;
import io.trino.spi.type.UuidType;
import io.trino.spi.type.VarbinaryType;
import io.trino.spi.type.VarcharType;
import java.math.BigInteger;
import java.util.List;

/**
 * To which partition of an Iceberg table a row belongs, as text: instants as microseconds and days
 * since 1970, bytes as hexadecimal digits, all else as SQL casts it. Source: Apache Iceberg, "Table
 * Spec", "Partition Transforms" and "Appendix B: 32-bit Hash Requirements".
 */
final class IcebergPartitions {
  private IcebergPartitions() {}

  /**
   * The transform of a column in the form in which it is written.
   *
   * @param column the column's SQL
   */
  static String sql(
      PartitionTransform transform, Type type, String column, JavaFunctions javaFunctions) {
    String value =
        switch (transform.kind()) {
          case IDENTITY -> identity(type, column);
          case YEAR -> "year(" + column + ") - 1970";
          case MONTH -> "(year(" + column + ") - 1970) * 12 + month(" + column + ") - 1";
          case DAY -> days("CAST(" + column + " AS DATE)");
          case HOUR ->
              "date_diff('hour', TIMESTAMP '1970-01-01 00:00:00', CAST("
                  + column
                  + " AS TIMESTAMP))";
          case TRUNCATE -> truncated(type, column, transform.parameter());
          case BUCKET -> bucket(type, column, transform.parameter(), javaFunctions);
        };
    return "CAST(" + value + " AS VARCHAR)";
  }

  private static String identity(Type type, String column) {
    return switch (type) {
      case DateType t -> days(column);
      case TimestampType t -> "epoch_us(" + column + ")";
      case TimestampWithTimeZoneType t -> "epoch_us(" + column + ")";
      case VarbinaryType t -> "hex(" + column + ")";
      default -> column;
    };
  }

  private static String days(String column) {
    return "date_diff('day', DATE '1970-01-01', " + column + ")";
  }

  private static String truncated(Type type, String column, int width) {
    return switch (type) {
      case VarcharType t -> "left(" + column + ", " + width + ")";
      case IntegerType t -> floor(column, Integer.toString(width));
      case BigintType t -> floor(column, Integer.toString(width));
      case DecimalType t ->
          floor(
              column,
              "CAST("
                  + new java.math.BigDecimal(BigInteger.valueOf(width), t.getScale())
                      .toPlainString()
                  + " AS DECIMAL(38, "
                  + t.getScale()
                  + "))");
      default ->
          throw EngineException.unsupported("Partitioning by truncated " + type.getDisplayName());
    };
  }

  private static String floor(String column, String width) {
    return column + " - (((" + column + " % " + width + ") + " + width + ") % " + width + ")";
  }

  private static String bucket(Type type, String column, int count, JavaFunctions javaFunctions) {
    Type hashed =
        switch (type) {
          case VarcharType t -> VarcharType.VARCHAR;
          case VarbinaryType t -> VarbinaryType.VARBINARY;
          case UuidType t -> VarbinaryType.VARBINARY;
          case DecimalType t -> t;
          case IntegerType t -> BigintType.BIGINT;
          case BigintType t -> BigintType.BIGINT;
          case DateType t -> BigintType.BIGINT;
          case TimestampType t -> BigintType.BIGINT;
          case TimestampWithTimeZoneType t -> BigintType.BIGINT;
          default ->
              throw EngineException.unsupported(
                  "Partitioning by buckets of " + type.getDisplayName());
        };
    String value =
        type instanceof UuidType
            ? "unhex(replace(CAST(" + column + " AS VARCHAR), '-', ''))"
            : hashed == BigintType.BIGINT
                ? "CAST(" + identity(type, column) + " AS BIGINT)"
                : column;
    return javaFunctions.columns(
        "iceberg bucket of " + count + " by " + hashed,
        List.of(hashed),
        IntegerType.INTEGER,
        () -> page -> buckets(page, hashed, count),
        List.of(value));
  }

  private static Block buckets(Page page, Type type, int count) {
    BlockBuilder builder = IntegerType.INTEGER.createBlockBuilder(null, page.getPositionCount());
    Block values = page.getBlock(0);
    for (int row = 0; row < page.getPositionCount(); row++) {
      if (values.isNull(row)) {
        builder.appendNull();
      } else {
        IntegerType.INTEGER.writeLong(
            builder, (hash(type, values, row) & Integer.MAX_VALUE) % count);
      }
    }
    return builder.build();
  }

  private static int hash(Type type, Block values, int row) {
    return switch (type) {
      case BigintType t -> Murmur3Hash32.hash(t.getLong(values, row));
      case DecimalType t when t.isShort() ->
          bytes(Slices.wrappedBuffer(BigInteger.valueOf(t.getLong(values, row)).toByteArray()));
      case DecimalType t ->
          bytes(
              Slices.wrappedBuffer(
                  ((Int128) t.getObject(values, row)).toBigInteger().toByteArray()));
      default -> bytes(type.getSlice(values, row));
    };
  }

  private static int bytes(Slice bytes) {
    return Murmur3Hash32.hash(bytes);
  }
}
