package io.tarn.duckdb;

import io.tarn.sql.spi.EngineException;
import io.tarn.sql.spi.WriteSpec;
import io.tarn.sql.spi.WrittenFile;
import io.trino.spi.Page;
import io.trino.spi.block.Block;
import io.trino.spi.type.Type;
import io.trino.spi.type.VarcharType;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The files that a statement's rows are written to by Java: one for each partition and bucket.
 * Pages come from several threads, one at a time.
 */
final class PageWriters implements Closeable {
  private final WriteSpec spec;
  private final List<Type> types;
  private final Path directory;
  private final Map<Target, Open> open = new LinkedHashMap<>();
  private long rows;

  /** Where a row belongs. */
  private record Target(List<@Nullable String> partition, OptionalInt bucket) {}

  /** A file being written. */
  private static final class Open {
    private final Path path;
    private final Sink sink;
    private long rows;

    Open(Path path, Sink sink) {
      this.path = path;
      this.sink = sink;
    }
  }

  /** Writes pages of the data columns in one format. */
  interface Sink extends Closeable {
    void write(Page page) throws IOException;
  }

  /**
   * @param types all columns' types; those of partition keys, which come as text, are left aside
   */
  PageWriters(WriteSpec spec, List<Type> types, Path directory) {
    this.spec = spec;
    this.types = types.subList(0, types.size() - spec.partitionKeys());
    this.directory = directory;
  }

  /** Takes rows: the data columns, then the partition keys as text. */
  synchronized void write(Page page) {
    try {
      int data = types.size();
      int[] columns = new int[data];
      for (int i = 0; i < data; i++) {
        columns[i] = i;
      }
      Page values = page.getColumns(columns);
      Map<Target, List<Integer>> positions = new LinkedHashMap<>();
      if (spec.partitionKeys() == 0 && spec.bucketColumns().isEmpty()) {
        append(new Target(List.of(), OptionalInt.empty()), values);
      } else {
        for (int row = 0; row < page.getPositionCount(); row++) {
          positions.computeIfAbsent(target(page, row), _ -> new ArrayList<>()).add(row);
        }
        for (Map.Entry<Target, List<Integer>> entry : positions.entrySet()) {
          int[] own = entry.getValue().stream().mapToInt(Integer::intValue).toArray();
          append(entry.getKey(), values.copyPositions(own, 0, own.length));
        }
      }
      rows += page.getPositionCount();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Target target(Page page, int row) {
    List<@Nullable String> partition = new ArrayList<>();
    for (int i = types.size(); i < page.getChannelCount(); i++) {
      Block key = page.getBlock(i);
      partition.add(key.isNull(row) ? null : VarcharType.VARCHAR.getSlice(key, row).toStringUtf8());
    }
    OptionalInt bucket = OptionalInt.empty();
    if (!spec.bucketColumns().isEmpty()) {
      int hash = 0;
      for (int column : spec.bucketColumns()) {
        hash = 31 * hash + BucketHash.of(types.get(column), page.getBlock(column), row);
      }
      bucket = OptionalInt.of(BucketHash.bucket(hash, spec.bucketCount()));
    }
    return new Target(partition, bucket);
  }

  private void append(Target target, Page page) throws IOException {
    Open file = open.get(target);
    if (file == null) {
      if (open.size() >= spec.openFiles()) {
        throw new EngineException(
            "HIVE_TOO_MANY_OPEN_PARTITIONS",
            "Exceeded limit of " + spec.openFiles() + " open writers for partitions/buckets");
      }
      Path path = directory.resolve("out-" + open.size());
      file = new Open(path, FileSinks.open(spec, types, Files.newOutputStream(path)));
      open.put(target, file);
    }
    file.sink.write(page);
    file.rows += page.getPositionCount();
  }

  long rows() {
    return rows;
  }

  /** Ends all files, which then are whole. */
  synchronized List<WrittenFile> finish() throws IOException {
    List<WrittenFile> files = new ArrayList<>();
    for (Map.Entry<Target, Open> entry : open.entrySet()) {
      Open file = entry.getValue();
      file.sink.close();
      files.add(
          new WrittenFile(
              file.path,
              file.rows,
              Files.size(file.path),
              entry.getKey().partition(),
              entry.getKey().bucket()));
    }
    open.clear();
    return files;
  }

  /** Lets go of what was not finished; the files lie in the statement's own directory. */
  @Override
  public synchronized void close() throws IOException {
    IOException failure = null;
    for (Open file : open.values()) {
      try {
        file.sink.close();
      } catch (IOException e) {
        failure = e;
      }
    }
    open.clear();
    if (failure != null) {
      throw failure;
    }
  }
}
