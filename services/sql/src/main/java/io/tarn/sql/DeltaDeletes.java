package io.tarn.sql;

import static java.util.Objects.requireNonNull;

import io.tarn.catalog.delta.DeltaFile;
import io.tarn.catalog.delta.DeltaVector;
import io.tarn.ledger.Tx;
import io.tarn.sql.spi.EngineException;
import io.tarn.sql.spi.RowDeletes;
import io.tarn.sql.spi.TableFormat;
import io.tarn.store.ObjectVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.IntIterator;
import org.roaringbitmap.InvalidRoaringFormat;
import org.roaringbitmap.RoaringBitmap;

/**
 * The deletion vectors of a statement's Delta tables. Source: Delta Transaction Log Protocol,
 * "Deletion Vector Format".
 */
final class DeltaDeletes {
  private static final int PORTABLE = 1681511377;

  /**
   * Of before there was a portable form: the bitmaps' sizes stand in the places of upper halves.
   */
  private static final int NATIVE = 1681511376;

  private final StatementContext context;
  private final Map<String, ObjectVersion> found = new LinkedHashMap<>();
  private final Map<String, Path> paths = new HashMap<>();

  DeltaDeletes(StatementContext context) {
    this.context = context;
  }

  /** Looks up the files that they are in; may run several times. */
  void find(Tx tx, Collection<List<DeltaScans.Chosen>> scans) throws SQLException {
    for (List<DeltaScans.Chosen> scan : scans) {
      for (DeltaScans.Chosen chosen : scan) {
        DeltaVector vector = chosen.file().deleted();
        String location = vector == null ? null : vector.location();
        if (location != null && !found.containsKey(location)) {
          found.put(location, DeltaScans.object(tx, context, location));
        }
      }
    }
  }

  /** What is to be pinned, checked as the statement's caller. */
  List<ObjectVersion> versions() {
    found
        .values()
        .forEach(version -> context.check("s3:GetObject", version.bucket(), version.key()));
    return List.copyOf(found.values());
  }

  /** Told where they lie, in the order of {@link #versions}. */
  void pinned(List<Path> files) {
    int next = 0;
    for (String location : found.keySet()) {
      paths.put(location, files.get(next++));
    }
  }

  /**
   * @param uri what the engine is told that the file is called
   */
  List<RowDeletes> of(DeltaFile file, String uri) {
    DeltaVector vector = file.deleted();
    if (vector == null) {
      return List.of();
    }
    Path path = vector.location() == null ? null : requireNonNull(paths.get(vector.location()));
    return List.of(
        new RowDeletes(
            path == null ? Path.of("") : path,
            uri,
            TableFormat.PARQUET,
            vector.size(),
            List.of(),
            () -> places(file, vector, path)));
  }

  private static long[] places(DeltaFile file, DeltaVector vector, @Nullable Path path) {
    try {
      long[] places = decode(path == null ? vector.bytes() : stored(vector, path));
      if (places.length != vector.cardinality()) {
        throw new IllegalArgumentException(
            "it names " + places.length + " rows and not " + vector.cardinality());
      }
      return places;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      throw new EngineException(
          "DELTA_LAKE_BAD_DATA",
          "Deletion vector of "
              + file.location()
              + (vector.location() == null ? "" : " in " + vector.location())
              + " is damaged: "
              + e.getMessage(),
          e);
    }
  }

  /** In a file its size stands before it and a checksum behind it, both the large end first. */
  private static byte[] stored(DeltaVector vector, Path path) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(Math.addExact(vector.size(), 2 * Integer.BYTES));
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      while (buffer.hasRemaining()) {
        if (channel.read(buffer, vector.offset() + buffer.position()) < 0) {
          throw new IllegalArgumentException("its file ends too early");
        }
      }
    }
    buffer.flip();
    if (buffer.getInt() != vector.size()) {
      throw new IllegalArgumentException("its size is another one in its file");
    }
    byte[] bytes = new byte[vector.size()];
    buffer.get(bytes);
    CRC32 sum = new CRC32();
    sum.update(bytes);
    if (buffer.getInt() != (int) sum.getValue()) {
      throw new IllegalArgumentException("its checksum is another one");
    }
    return bytes;
  }

  /** Bitmaps of 32 bits, each with the upper half of its numbers. */
  private static long[] decode(byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int magic = buffer.getInt();
    boolean portable = magic == PORTABLE;
    if (Integer.reverseBytes(magic) == NATIVE) {
      // As the protocol's own example of a vector in the log has it.
      buffer.order(ByteOrder.BIG_ENDIAN);
    } else if (!portable && magic != NATIVE) {
      throw new IllegalArgumentException("it does not begin as one");
    }
    long bitmaps = portable ? buffer.getLong() : buffer.getInt();
    long[] places = new long[0];
    for (long i = 0; i < bitmaps; i++) {
      int word = buffer.getInt();
      long upper = portable ? Integer.toUnsignedLong(word) : i;
      RoaringBitmap bitmap = new RoaringBitmap();
      try {
        bitmap.deserialize(buffer.slice().order(ByteOrder.LITTLE_ENDIAN));
      } catch (InvalidRoaringFormat e) {
        throw new IllegalArgumentException(e.getMessage(), e);
      }
      buffer.position(buffer.position() + (portable ? bitmap.serializedSizeInBytes() : word));
      int next = places.length;
      places = Arrays.copyOf(places, Math.addExact(next, bitmap.getCardinality()));
      IntIterator lower = bitmap.getIntIterator();
      while (lower.hasNext()) {
        places[next++] = upper << Integer.SIZE | Integer.toUnsignedLong(lower.next());
      }
    }
    return places;
  }
}
