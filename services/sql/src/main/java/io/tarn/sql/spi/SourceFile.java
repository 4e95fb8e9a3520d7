package io.tarn.sql.spi;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One pinned object of a table as a local file in the statement's private directory.
 *
 * @param uri the object's {@code s3://} name, for messages
 * @param version identifies the immutable bytes, so that what was learnt of them can be kept
 * @param modified when the object was written
 * @param layout the table as the file's partition declares it: format, properties and data columns
 *     are the partition's own
 * @param partition the values of the table's partition keys as the catalog spells them; null for
 *     Hive's default partition
 * @param deletes which of its rows do not count
 * @param absent what the columns of an Iceberg table count as that the file does not have, by their
 *     numbers, in Trino's representation; those that are not here are NULL
 */
public record SourceFile(
    Path path,
    String uri,
    long size,
    String version,
    Instant modified,
    LakeTable layout,
    List<@Nullable String> partition,
    List<RowDeletes> deletes,
    Map<Integer, Object> absent) {
  /** A file whose rows all count. */
  public SourceFile(
      Path path,
      String uri,
      long size,
      String version,
      Instant modified,
      LakeTable layout,
      List<@Nullable String> partition) {
    this(path, uri, size, version, modified, layout, partition, List.of(), Map.of());
  }

  public SourceFile {
    deletes = List.copyOf(deletes);
    absent = Map.copyOf(absent);
    partition = Collections.unmodifiableList(new ArrayList<>(partition));
  }
}
