package io.tarn.duckdb;

import io.airlift.slice.Slice;
import io.tarn.sql.spi.EngineException;
import io.trino.spi.Page;
import io.trino.spi.block.Block;
import io.trino.spi.block.BlockBuilder;
import io.trino.spi.type.BigintType;
import io.trino.spi.type.BooleanType;
import io.trino.spi.type.DateType;
import io.trino.spi.type.DoubleType;
import io.trino.spi.type.IntegerType;
import io.trino.spi.type.RealType;
import io.trino.spi.type.SmallintType;
import io.trino.spi.type.TimestampType;
import io.trino.spi.type.TinyintType;
import io.trino.spi.type.Type;
import io.trino.spi.type.VarcharType;
import java.util.List;

/**
 * Hive's first bucketing hash, which Athena writes. Source: Hive's {@code
 * ObjectInspectorUtils.hashCode}.
 */
final class BucketHash {
  private static final long MICROS = 1_000_000;
  private static final long NANOS_OF_MICRO = 1000;

  private BucketHash() {}

  /** The bucket of every row, by all columns of the page. */
  static Block buckets(Page page, List<Type> types, int count) {
    BlockBuilder builder = IntegerType.INTEGER.createBlockBuilder(null, page.getPositionCount());
    for (int row = 0; row < page.getPositionCount(); row++) {
      int hash = 0;
      for (int i = 0; i < types.size(); i++) {
        hash = 31 * hash + of(types.get(i), page.getBlock(i), row);
      }
      IntegerType.INTEGER.writeLong(builder, bucket(hash, count));
    }
    return builder.build();
  }

  static int bucket(int hash, int count) {
    return (hash & Integer.MAX_VALUE) % count;
  }

  static int of(Type type, Block block, int position) {
    if (block.isNull(position)) {
      return 0;
    }
    return switch (type) {
      case BooleanType t -> t.getBoolean(block, position) ? 1 : 0;
      case TinyintType t -> t.getByte(block, position);
      case SmallintType t -> t.getShort(block, position);
      case IntegerType t -> t.getInt(block, position);
      case BigintType t -> folded(t.getLong(block, position));
      case RealType t -> Float.floatToIntBits(t.getFloat(block, position));
      case DoubleType t -> folded(Double.doubleToLongBits(t.getDouble(block, position)));
      case VarcharType t -> bytes(t.getSlice(block, position));
      case DateType t -> t.getInt(block, position);
      case TimestampType t when t.isShort() -> timestamp(t.getLong(block, position));
      default ->
          throw new EngineException(
              "NOT_SUPPORTED",
              "Table bucketing is not supported for a column of type " + type.getDisplayName());
    };
  }

  private static int folded(long value) {
    return (int) ((value >>> 32) ^ value);
  }

  private static int bytes(Slice text) {
    int hash = 0;
    for (int i = 0; i < text.length(); i++) {
      hash = 31 * hash + text.getByte(i);
    }
    return hash;
  }

  private static int timestamp(long micros) {
    long seconds = Math.floorDiv(micros, MICROS);
    long nanos = Math.floorMod(micros, MICROS) * NANOS_OF_MICRO;
    return folded((seconds << 30) | nanos);
  }
}
