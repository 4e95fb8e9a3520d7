package io.tarn.duckdb;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.airlift.slice.Slice;
import io.airlift.slice.SliceUtf8;
import io.airlift.slice.Slices;
import io.trino.spi.block.Block;
import io.trino.spi.block.RunLengthEncodedBlock;
import io.trino.spi.block.VariableWidthBlock;
import io.trino.spi.type.Type;
import io.trino.spi.type.VarbinaryType;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Texts and bytes as DuckDB's vectors have them: 16 bytes a row, which are the length and, of up to
 * twelve bytes, the value itself. Those are written here; longer ones by DuckDB, which keeps them.
 * Source: DuckDB's documentation, "Vectors", strings.
 */
final class VectorTexts {
  private static final int INLINE_MAX = 12;
  private static final int ROW_BYTES = 16;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, LITTLE_ENDIAN);

  private VectorTexts() {}

  static void write(Block block, Type type, MemorySegment vector, int count) {
    boolean isText = DuckTypes.of(type).equals("VARCHAR");
    MemorySegment rows = DuckNative.data(vector, (long) ROW_BYTES * count);
    if (block instanceof RunLengthEncodedBlock same) {
      repeat(same, type, isText, vector, rows, count);
    } else if (block instanceof VariableWidthBlock texts && type.getJavaType() == Slice.class) {
      texts(texts, isText, vector, rows, count);
    } else {
      for (int i = 0; i < count; i++) {
        if (!block.isNull(i)) {
          put(vector, rows, i, text(block, type, i, isText));
        }
      }
    }
  }

  /** The bytes as Trino keeps them, also of a type that it hands out as an object. */
  private static Slice text(Block block, Type type, int position, boolean isText) {
    Slice bytes =
        type.getJavaType() == Slice.class
            ? type.getSlice(block, position)
            : VarbinaryType.VARBINARY.getSlice(block, position);
    return isText ? readable(bytes) : bytes;
  }

  /** DuckDB would make NULL of what is no UTF-8; Trino prints it with replacements. */
  private static Slice readable(Slice text) {
    return SliceUtf8.isAscii(text) ? text : SliceUtf8.fixInvalidUtf8(text);
  }

  private static void put(MemorySegment vector, MemorySegment rows, int row, Slice text) {
    put(vector, rows, row, text.byteArray(), text.byteArrayOffset(), text.length());
  }

  private static void texts(
      VariableWidthBlock block,
      boolean isText,
      MemorySegment vector,
      MemorySegment rows,
      int count) {
    if (count == 0) {
      return;
    }
    Slice all = block.getRawSlice();
    byte[] bytes = all.byteArray();
    int base = all.byteArrayOffset();
    int first = block.getRawSliceOffset(0);
    int last = block.getRawSliceOffset(count - 1) + block.getSliceLength(count - 1);
    boolean isPlain = !isText || SliceUtf8.isAscii(all.slice(first, last - first));
    for (int i = 0; i < count; i++) {
      if (block.isNull(i)) {
        continue;
      }
      int from = base + block.getRawSliceOffset(i);
      int length = block.getSliceLength(i);
      if (isPlain) {
        put(vector, rows, i, bytes, from, length);
      } else {
        put(vector, rows, i, readable(Slices.wrappedBuffer(bytes, from, length)));
      }
    }
  }

  /** One text for all rows: DuckDB keeps it once, and all rows say where. */
  private static void repeat(
      RunLengthEncodedBlock block,
      Type type,
      boolean isText,
      MemorySegment vector,
      MemorySegment rows,
      int count) {
    if (count == 0 || block.isNull(0)) {
      return;
    }
    put(vector, rows, 0, text(block.getValue(), type, 0, isText));
    long low = rows.get(JAVA_LONG, 0);
    long high = rows.get(JAVA_LONG, Long.BYTES);
    for (int i = 1; i < count; i++) {
      rows.setAtIndex(JAVA_LONG, 2L * i, low);
      rows.setAtIndex(JAVA_LONG, 2L * i + 1, high);
    }
  }

  private static void put(
      MemorySegment vector, MemorySegment rows, int row, byte[] bytes, int from, int length) {
    if (length > INLINE_MAX) {
      DuckNative.assignString(vector, row, bytes, from, length);
      return;
    }
    // Four bytes of length, then the value with zeros behind it.
    long head = bytes(bytes, from, Math.min(length, Integer.BYTES));
    rows.setAtIndex(JAVA_LONG, 2L * row, head << Integer.SIZE | length);
    rows.setAtIndex(
        JAVA_LONG,
        2L * row + 1,
        bytes(bytes, from + Integer.BYTES, Math.max(0, length - Integer.BYTES)));
  }

  /** Up to eight bytes as a number, the first one lowest. */
  private static long bytes(byte[] bytes, int from, int count) {
    if (count == 0) {
      return 0;
    }
    if (from + Long.BYTES <= bytes.length) {
      return (long) LONGS.get(bytes, from) & -1L >>> Long.SIZE - count * Byte.SIZE;
    }
    long value = 0;
    for (int i = count - 1; i >= 0; i--) {
      value = value << Byte.SIZE | bytes[from + i] & 0xff;
    }
    return value;
  }
}
