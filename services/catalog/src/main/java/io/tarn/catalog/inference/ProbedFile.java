package io.tarn.catalog.inference;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What a self-describing file says of itself.
 *
 * @param columns in file order, with Hive type names such as {@code bigint}, {@code decimal(10,2)},
 *     {@code struct<a:int>}
 * @param rows the number of rows
 * @param compression of the data inside, in lower case, e.g. {@code snappy}, {@code none}
 */
record ProbedFile(List<Column> columns, long rows, String compression) {
  ProbedFile {
    columns = List.copyOf(columns);
    requireNonNull(compression, "compression is null");
  }

  /** One column of the file. */
  record Column(String name, String hiveType) {
    Column {
      requireNonNull(name, "name is null");
      requireNonNull(hiveType, "hiveType is null");
    }
  }
}
