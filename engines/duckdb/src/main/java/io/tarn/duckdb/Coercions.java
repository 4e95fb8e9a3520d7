package io.tarn.duckdb;

import io.airlift.slice.Slice;
import io.airlift.slice.Slices;
import io.tarn.sql.spi.EngineException;
import io.trino.spi.block.Block;
import io.trino.spi.block.BlockBuilder;
import io.trino.spi.type.BigintType;
import io.trino.spi.type.BooleanType;
import io.trino.spi.type.DoubleType;
import io.trino.spi.type.IntegerType;
import io.trino.spi.type.RealType;
import io.trino.spi.type.SmallintType;
import io.trino.spi.type.TinyintType;
import io.trino.spi.type.Type;
import io.trino.spi.type.VarcharType;

/**
 * Columns as the table declares them, of what a partition declares otherwise. Which pairs there are
 * is decided before anything is read.
 */
final class Coercions {
  private Coercions() {}

  static Block apply(Block block, Type from, Type to) {
    if (from.equals(to)) {
      return block;
    }
    BlockBuilder builder = to.createBlockBuilder(null, block.getPositionCount());
    for (int i = 0; i < block.getPositionCount(); i++) {
      if (block.isNull(i)) {
        builder.appendNull();
      } else {
        write(block, i, from, to, builder);
      }
    }
    return builder.build();
  }

  private static void write(Block block, int i, Type from, Type to, BlockBuilder builder) {
    switch (to) {
      case BigintType t -> t.writeLong(builder, whole(block, i, from, to));
      case IntegerType t -> t.writeLong(builder, whole(block, i, from, to));
      case SmallintType t -> t.writeLong(builder, whole(block, i, from, to));
      case TinyintType t -> t.writeLong(builder, whole(block, i, from, to));
      case DoubleType t when from instanceof RealType real ->
          t.writeDouble(builder, real.getFloat(block, i));
      case RealType t when from instanceof DoubleType wide ->
          t.writeFloat(builder, (float) wide.getDouble(block, i));
      case VarcharType t -> {
        Object text = FileValues.text(text(block, i, from, to), t);
        t.writeSlice(builder, text == null ? Slices.EMPTY_SLICE : (Slice) text);
      }
      default -> throw unknown(from, to);
    }
  }

  private static long whole(Block block, int i, Type from, Type to) {
    if (from instanceof VarcharType text) {
      Object value = HiveText.read(text.getSlice(block, i).toStringUtf8(), to);
      if (value == null) {
        throw new EngineException(
            "HIVE_BAD_DATA",
            "Error parsing field value '" + text.getSlice(block, i).toStringUtf8() + "' as " + to);
      }
      return (long) value;
    }
    if (!DuckTypes.isInteger(from)) {
      throw unknown(from, to);
    }
    long value = from.getLong(block, i);
    long kept =
        switch (to) {
          case IntegerType t -> (int) value;
          case SmallintType t -> (short) value;
          case TinyintType t -> (byte) value;
          default -> value;
        };
    if (kept != value) {
      throw new EngineException(
          "HIVE_BAD_DATA", "Value " + value + " is out of range for " + to.getDisplayName());
    }
    return value;
  }

  private static String text(Block block, int i, Type from, Type to) {
    return switch (from) {
      case VarcharType t -> t.getSlice(block, i).toStringUtf8();
      case BooleanType t -> Boolean.toString(t.getBoolean(block, i));
      case DoubleType t -> Double.toString(t.getDouble(block, i));
      case RealType t -> Float.toString(t.getFloat(block, i));
      default -> {
        if (!DuckTypes.isInteger(from)) {
          throw unknown(from, to);
        }
        yield Long.toString(from.getLong(block, i));
      }
    };
  }

  private static EngineException unknown(Type from, Type to) {
    return EngineException.unsupported(
        "Reading " + from.getDisplayName() + " as " + to.getDisplayName());
  }
}
