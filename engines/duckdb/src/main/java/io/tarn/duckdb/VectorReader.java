package io.tarn.duckdb;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.airlift.slice.Slice;
import io.airlift.slice.Slices;
import io.trino.spi.block.ArrayBlock;
import io.trino.spi.block.Block;
import io.trino.spi.block.BlockBuilder;
import io.trino.spi.block.ByteArrayBlock;
import io.trino.spi.block.Int128ArrayBlock;
import io.trino.spi.block.IntArrayBlock;
import io.trino.spi.block.LongArrayBlock;
import io.trino.spi.block.RowBlock;
import io.trino.spi.block.ShortArrayBlock;
import io.trino.spi.block.VariableWidthBlock;
import io.trino.spi.type.ArrayType;
import io.trino.spi.type.DecimalType;
import io.trino.spi.type.MapType;
import io.trino.spi.type.RowType;
import io.trino.spi.type.TimeType;
import io.trino.spi.type.Type;
import io.trino.spi.type.VarbinaryType;
import io.trino.spi.type.VariableWidthType;
import io.trino.type.UnknownType;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * DuckDB's vectors as Trino's blocks. Both keep the bits of what is not NULL alike, and most values
 * too, so that a flat column is one copy of memory.
 */
final class VectorReader {
  private static final long PICOS_OF_MICRO = 1_000_000;
  private static final int INLINED = 12;

  private VectorReader() {}

  static Block read(MemorySegment vector, Type type, int count) {
    DuckNative.flatten(vector);
    Optional<long[]> valid = validity(vector, count);
    return switch (type) {
      case ArrayType t -> array(vector, t, count, valid);
      case MapType t -> map(vector, t, count, valid);
      case RowType t -> row(vector, t, count, valid);
      case UnknownType t -> new ByteArrayBlock(count, Optional.of(none(count)), new byte[count]);
      case DecimalType t -> decimal(vector, t, count, valid);
      case TimeType t when t.getPrecision() <= 6 ->
          new LongArrayBlock(count, valid, scaled(longs(vector, count), PICOS_OF_MICRO));
      default ->
          switch (DuckTypes.of(type)) {
            case "BOOLEAN", "TINYINT" ->
                new ByteArrayBlock(count, valid, DuckNative.data(vector, count).toArray(JAVA_BYTE));
            case "SMALLINT" ->
                new ShortArrayBlock(
                    count, valid, DuckNative.data(vector, 2L * count).toArray(JAVA_SHORT));
            case "INTEGER", "DATE", "FLOAT" -> new IntArrayBlock(count, valid, ints(vector, count));
            case "HUGEINT" ->
                PackedInstants.unpack(
                    type, halves(vector, count), new ByteArrayBlock(count, valid, new byte[count]));
            case "VARCHAR", "BLOB" -> {
              Block texts = texts(vector, count, valid);
              yield type instanceof VariableWidthType ? texts : fixed(texts, type);
            }
            default -> new LongArrayBlock(count, valid, longs(vector, count));
          };
    };
  }

  private static Optional<long[]> validity(MemorySegment vector, int count) {
    MemorySegment words = DuckNative.validity(vector, count);
    return words.equals(MemorySegment.NULL)
        ? Optional.empty()
        : Optional.of(words.toArray(JAVA_LONG));
  }

  private static long[] none(int count) {
    return new long[(count + 63) / 64];
  }

  private static boolean isValid(Optional<long[]> valid, int position) {
    return valid.isEmpty() || (valid.get()[position >> 6] >>> (position & 63) & 1) == 1;
  }

  private static int[] ints(MemorySegment vector, int count) {
    return DuckNative.data(vector, 4L * count).toArray(JAVA_INT);
  }

  private static long[] longs(MemorySegment vector, int count) {
    return DuckNative.data(vector, 8L * count).toArray(JAVA_LONG);
  }

  private static long[] scaled(long[] values, long factor) {
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
    return values;
  }

  /** Decimals lie in the narrowest of four widths. */
  private static Block decimal(
      MemorySegment vector, DecimalType type, int count, Optional<long[]> valid) {
    long[] values;
    if (type.getPrecision() <= 4) {
      short[] narrow = DuckNative.data(vector, 2L * count).toArray(JAVA_SHORT);
      values = new long[count];
      for (int i = 0; i < count; i++) {
        values[i] = narrow[i];
      }
    } else if (type.getPrecision() <= 9) {
      int[] narrow = ints(vector, count);
      values = new long[count];
      for (int i = 0; i < count; i++) {
        values[i] = narrow[i];
      }
    } else if (type.isShort()) {
      values = longs(vector, count);
    } else {
      return new Int128ArrayBlock(count, valid, halves(vector, count));
    }
    return new LongArrayBlock(count, valid, values);
  }

  /** Numbers of 128 bits with the higher half first, as Trino has them. */
  private static long[] halves(MemorySegment vector, int count) {
    long[] values = longs(vector, 2 * count);
    for (int i = 0; i < values.length; i += 2) {
      long lower = values[i];
      values[i] = values[i + 1];
      values[i + 1] = lower;
    }
    return values;
  }

  /** Bytes of a type that Trino keeps at a fixed width. */
  private static Block fixed(Block bytes, Type type) {
    BlockBuilder builder = type.createBlockBuilder(null, bytes.getPositionCount());
    for (int i = 0; i < bytes.getPositionCount(); i++) {
      if (bytes.isNull(i)) {
        builder.appendNull();
      } else {
        type.writeSlice(builder, VarbinaryType.VARBINARY.getSlice(bytes, i));
      }
    }
    return builder.build();
  }

  /** 16 bytes each: the length, then the text itself or, beyond 12 bytes, its first 4 and where. */
  private static Block texts(MemorySegment vector, int count, Optional<long[]> valid) {
    MemorySegment entries = DuckNative.data(vector, 16L * count);
    int[] offsets = new int[count + 1];
    for (int i = 0; i < count; i++) {
      int length = isValid(valid, i) ? entries.get(JAVA_INT, 16L * i) : 0;
      offsets[i + 1] = Math.addExact(offsets[i], length);
    }
    byte[] bytes = new byte[offsets[count]];
    for (int i = 0; i < count; i++) {
      int length = offsets[i + 1] - offsets[i];
      if (length > INLINED) {
        MemorySegment text = entries.get(ADDRESS, 16L * i + 8).reinterpret(length);
        MemorySegment.copy(text, JAVA_BYTE, 0, bytes, offsets[i], length);
      } else if (length > 0) {
        MemorySegment.copy(entries, JAVA_BYTE, 16L * i + 4, bytes, offsets[i], length);
      }
    }
    Slice slice = Slices.wrappedBuffer(bytes);
    return new VariableWidthBlock(count, slice, offsets, valid);
  }

  /** Where a list vector's rows begin, and the elements in their order. */
  private record Elements(int[] offsets, int @org.jspecify.annotations.Nullable [] order) {
    Block apply(Block child) {
      return order == null
          ? child.getRegion(0, offsets[offsets.length - 1])
          : child.copyPositions(order, 0, order.length);
    }
  }

  /** Rows may lie in any order in the child, and may share elements. */
  private static Elements elements(MemorySegment vector, int count, Optional<long[]> valid) {
    MemorySegment entries = DuckNative.data(vector, 16L * count);
    int[] offsets = new int[count + 1];
    boolean inOrder = true;
    for (int i = 0; i < count; i++) {
      long length = isValid(valid, i) ? entries.get(JAVA_LONG, 16L * i + 8) : 0;
      inOrder &= length == 0 || entries.get(JAVA_LONG, 16L * i) == offsets[i];
      offsets[i + 1] = Math.toIntExact(offsets[i] + length);
    }
    if (inOrder) {
      return new Elements(offsets, null);
    }
    int[] order = new int[offsets[count]];
    for (int i = 0; i < count; i++) {
      int from = offsets[i] == offsets[i + 1] ? 0 : (int) entries.get(JAVA_LONG, 16L * i);
      for (int at = offsets[i]; at < offsets[i + 1]; at++) {
        order[at] = from++;
      }
    }
    return new Elements(offsets, order);
  }

  private static Block array(
      MemorySegment vector, ArrayType type, int count, Optional<long[]> valid) {
    Elements elements = elements(vector, count, valid);
    Block child =
        read(DuckNative.listChild(vector), type.getElementType(), DuckNative.listSize(vector));
    return ArrayBlock.fromElementBlock(count, valid, elements.offsets(), elements.apply(child));
  }

  private static Block map(MemorySegment vector, MapType type, int count, Optional<long[]> valid) {
    Elements elements = elements(vector, count, valid);
    MemorySegment entries = DuckNative.listChild(vector);
    int size = DuckNative.listSize(vector);
    DuckNative.flatten(entries);
    Block keys = read(DuckNative.structChild(entries, 0), type.getKeyType(), size);
    Block values = read(DuckNative.structChild(entries, 1), type.getValueType(), size);
    return type.createBlockFromKeyValue(
        valid, elements.offsets(), elements.apply(keys), elements.apply(values));
  }

  private static Block row(MemorySegment vector, RowType type, int count, Optional<long[]> valid) {
    Block[] fields = new Block[type.getFields().size()];
    for (int i = 0; i < fields.length; i++) {
      fields[i] = read(DuckNative.structChild(vector, i), type.getFields().get(i).getType(), count);
    }
    return RowBlock.fromNotNullSuppressedFieldBlocks(count, valid, fields);
  }
}
