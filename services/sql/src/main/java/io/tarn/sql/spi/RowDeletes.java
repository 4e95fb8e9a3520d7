package io.tarn.sql.spi;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What names rows of a file which no longer count: a file of their places or values, or a deletion
 * vector. Source: Apache Iceberg, "Table Spec", "Delete Formats".
 *
 * @param format of the file; no matter for a deletion vector
 * @param size the bytes that are read for it
 * @param equality the columns whose values name the rows; empty when they are named by file and
 *     position
 * @param vector the places of the rows in the one file that they are of; null where a file names
 *     them
 */
public record RowDeletes(
    Path path,
    String uri,
    TableFormat format,
    long size,
    List<LakeColumn> equality,
    @Nullable Vector vector) {
  public RowDeletes {
    equality = List.copyOf(equality);
  }

  /** Places of rows, in ascending order. */
  public interface Vector {
    /**
     * @throws EngineException if what is stored is damaged
     */
    long[] places();
  }

  /** Whether rows are named by the file they lie in and their place there. */
  public boolean isByPosition() {
    return equality.isEmpty();
  }
}
