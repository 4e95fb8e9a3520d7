package io.tarn.sql.spi;

import java.util.List;

/**
 * What files a statement writes.
 *
 * @param names the columns' names in the files, in the order of the plan's outputs
 * @param partitionKeys how many of the last columns are partition keys, kept out of the files
 * @param compression the codec's name in lower case: {@code snappy}, {@code zstd}, {@code gzip},
 *     {@code lz4} or {@code none}
 * @param options the format's own, such as {@code field.delim}
 */
public record WriteSpec(
    TableFormat format,
    List<String> names,
    int partitionKeys,
    String compression,
    java.util.Map<String, String> options) {
  public WriteSpec {
    names = List.copyOf(names);
    options = java.util.Map.copyOf(options);
  }
}
