package io.tarn.sql.spi;

import java.util.List;
import java.util.Optional;

/**
 * What files a statement writes.
 *
 * @param names the columns' names in the files, in the order of the plan's outputs
 * @param partitionKeys how many of the last columns are partition keys, kept out of the files
 * @param compression the codec's name in lower case, such as {@code gzip}, or {@code none}
 * @param options the format's own, such as {@code field.delim}
 * @param bucketColumns the places of the columns whose hash says to which bucket a row belongs
 * @param bucketCount how many buckets a partition has, or 0
 * @param openFiles how many files a statement may write to at once
 * @param iceberg what an Iceberg table wants besides; it has neither keys nor buckets of Hive's
 */
public record WriteSpec(
    TableFormat format,
    List<String> names,
    int partitionKeys,
    String compression,
    java.util.Map<String, String> options,
    List<Integer> bucketColumns,
    int bucketCount,
    int openFiles,
    Optional<IcebergLayout> iceberg) {
  /** Files for a table of Hive's, or for none. */
  public WriteSpec(
      TableFormat format,
      List<String> names,
      int partitionKeys,
      String compression,
      java.util.Map<String, String> options,
      List<Integer> bucketColumns,
      int bucketCount,
      int openFiles) {
    this(
        format,
        names,
        partitionKeys,
        compression,
        options,
        bucketColumns,
        bucketCount,
        openFiles,
        Optional.empty());
  }

  public WriteSpec {
    names = List.copyOf(names);
    options = java.util.Map.copyOf(options);
    bucketColumns = List.copyOf(bucketColumns);
  }
}
