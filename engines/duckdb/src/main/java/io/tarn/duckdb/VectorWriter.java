package io.tarn.duckdb;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static java.util.Objects.requireNonNull;

import io.airlift.slice.Slice;
import io.trino.spi.block.Block;
import io.trino.spi.block.ColumnarArray;
import io.trino.spi.block.ColumnarMap;
import io.trino.spi.block.IntArrayBlock;
import io.trino.spi.block.LongArrayBlock;
import io.trino.spi.block.RowBlock;
import io.trino.spi.type.ArrayType;
import io.trino.spi.type.BooleanType;
import io.trino.spi.type.DecimalType;
import io.trino.spi.type.DoubleType;
import io.trino.spi.type.Int128;
import io.trino.spi.type.MapType;
import io.trino.spi.type.RowType;
import io.trino.spi.type.TimeType;
import io.trino.spi.type.Type;
import io.trino.spi.type.TypeUtils;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Trino's blocks as DuckDB's vectors. */
final class VectorWriter {
  private static final long PICOS_OF_MICRO = 1_000_000;

  private VectorWriter() {}

  /** Fills a flat vector from its first row on. */
  static void write(Block block, Type type, MemorySegment vector) {
    int count = block.getPositionCount();
    nulls(block, vector, count);
    switch (type) {
      case ArrayType t -> array(block, t, vector, count);
      case MapType t -> map(block, t, vector, count);
      case RowType t -> row(block, t, vector);
      default -> flat(block, type, vector, count);
    }
  }

  private static void nulls(Block block, MemorySegment vector, int count) {
    if (!block.mayHaveNull()) {
      return;
    }
    MemorySegment valid = DuckNative.writableValidity(vector, count);
    for (int i = 0; i < count; i++) {
      if (block.isNull(i)) {
        long word = valid.get(JAVA_LONG, (i >> 6) * 8L);
        valid.set(JAVA_LONG, (i >> 6) * 8L, word & ~(1L << (i & 63)));
      }
    }
  }

  private static void flat(Block block, Type type, MemorySegment vector, int count) {
    if (DuckTypes.of(type).equals("BLOB") || type.getJavaType() == Slice.class) {
      VectorTexts.write(block, type, vector, count);
      return;
    }
    String duck = DuckTypes.of(type);
    int width = width(type, duck);
    MemorySegment data = DuckNative.data(vector, (long) width * count);
    if (block instanceof LongArrayBlock longs && width == 8 && !(type instanceof TimeType)) {
      // As they are: what stands where a row is NULL does not matter.
      MemorySegment.copy(
          longs.getRawValues(), longs.getRawValuesOffset(), data, JAVA_LONG, 0, count);
      return;
    }
    if (block instanceof IntArrayBlock numbers && width == 4) {
      MemorySegment.copy(
          numbers.getRawValues(), numbers.getRawValuesOffset(), data, JAVA_INT, 0, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      if (!block.isNull(i)) {
        switch (width) {
          case 1 -> data.set(JAVA_BYTE, i, narrow(block, type, i));
          case 2 -> data.setAtIndex(JAVA_SHORT, i, (short) type.getLong(block, i));
          case 4 -> data.setAtIndex(JAVA_INT, i, (int) type.getLong(block, i));
          case 8 -> data.setAtIndex(JAVA_LONG, i, wide(block, type, i));
          default -> {
            Int128 value = whole(requireNonNull(TypeUtils.readNativeValue(type, block, i)));
            data.setAtIndex(JAVA_LONG, 2L * i, value.getLow());
            data.setAtIndex(JAVA_LONG, 2L * i + 1, value.getHigh());
          }
        }
      }
    }
  }

  private static int width(Type type, String duck) {
    if (type instanceof DecimalType decimal) {
      int precision = decimal.getPrecision();
      return precision <= 4 ? 2 : precision <= 9 ? 4 : precision <= 18 ? 8 : 16;
    }
    return switch (duck) {
      case "BOOLEAN", "TINYINT" -> 1;
      case "SMALLINT" -> 2;
      case "INTEGER", "DATE", "FLOAT" -> 4;
      case "HUGEINT" -> 16;
      default -> 8;
    };
  }

  private static byte narrow(Block block, Type type, int position) {
    return type instanceof BooleanType
        ? (byte) (type.getBoolean(block, position) ? 1 : 0)
        : (byte) type.getLong(block, position);
  }

  private static long wide(Block block, Type type, int position) {
    return switch (type) {
      case DoubleType t -> Double.doubleToRawLongBits(t.getDouble(block, position));
      case TimeType t when t.getPrecision() <= 6 -> t.getLong(block, position) / PICOS_OF_MICRO;
      default -> type.getLong(block, position);
    };
  }

  private static Int128 whole(Object value) {
    return value instanceof Int128 number ? number : Int128.valueOf(PackedInstants.pack(value));
  }

  private static void entry(MemorySegment entries, int row, long offset, long length) {
    entries.setAtIndex(JAVA_LONG, 2L * row, offset);
    entries.setAtIndex(JAVA_LONG, 2L * row + 1, length);
  }

  private static void array(Block block, ArrayType type, MemorySegment vector, int count) {
    ColumnarArray rows = ColumnarArray.toColumnarArray(block);
    Block elements = rows.getElementsBlock();
    MemorySegment entries = DuckNative.data(vector, 16L * count);
    for (int i = 0; i < count; i++) {
      entry(entries, i, rows.getOffset(i), rows.isNull(i) ? 0 : rows.getLength(i));
    }
    DuckNative.resizeList(vector, elements.getPositionCount());
    write(elements, type.getElementType(), DuckNative.listChild(vector));
  }

  private static void map(Block block, MapType type, MemorySegment vector, int count) {
    ColumnarMap rows = ColumnarMap.toColumnarMap(block);
    MemorySegment entries = DuckNative.data(vector, 16L * count);
    for (int i = 0; i < count; i++) {
      entry(entries, i, rows.getOffset(i), rows.isNull(i) ? 0 : rows.getEntryCount(i));
    }
    DuckNative.resizeList(vector, rows.getKeysBlock().getPositionCount());
    MemorySegment child = DuckNative.listChild(vector);
    write(rows.getKeysBlock(), type.getKeyType(), DuckNative.structChild(child, 0));
    write(rows.getValuesBlock(), type.getValueType(), DuckNative.structChild(child, 1));
  }

  private static void row(Block block, RowType type, MemorySegment vector) {
    List<Block> fields = RowBlock.getRowFieldsFromBlock(block);
    for (int i = 0; i < fields.size(); i++) {
      write(fields.get(i), type.getFields().get(i).getType(), DuckNative.structChild(vector, i));
    }
  }
}
