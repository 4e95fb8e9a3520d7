package io.tarn.sql.spi;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A file a statement wrote, still private.
 *
 * @param partition the values of its partition as text: of Hive's keys, or what an Iceberg table's
 *     transforms made
 * @param bucket which bucket of its partition it is, for a table that has them
 * @param statistics of the columns of an Iceberg table's file
 */
public record WrittenFile(
    Path path,
    long rows,
    long size,
    List<@Nullable String> partition,
    OptionalInt bucket,
    List<ColumnStatistics> statistics) {
  /** A file of which nothing is known. */
  public WrittenFile(
      Path path, long rows, long size, List<@Nullable String> partition, OptionalInt bucket) {
    this(path, rows, size, partition, bucket, List.of());
  }

  public WrittenFile {
    statistics = List.copyOf(statistics);
    partition = Collections.unmodifiableList(new ArrayList<>(partition));
  }
}
