package io.tarn.sql.spi;

import java.nio.file.Path;
import java.util.List;

/**
 * A Parquet file that names rows which no longer count. Source: Apache Iceberg, "Table Spec",
 * "Delete Formats".
 *
 * @param equality the columns whose values name the rows; empty when they are named by file and
 *     position
 */
public record RowDeletes(Path path, String uri, long size, List<LakeColumn> equality) {
  public RowDeletes {
    equality = List.copyOf(equality);
  }

  /** Whether rows are named by the file they lie in and their place there. */
  public boolean isByPosition() {
    return equality.isEmpty();
  }
}
