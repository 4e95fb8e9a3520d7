package io.tarn.duckdb;

import io.trino.spi.type.Type;
import java.util.List;

/**
 * A column of an ORC or Avro file of an Iceberg table, or what lies in one.
 *
 * @param id its number; {@link #NONE} for one without
 * @param name as the file spells it
 * @param type of the blocks that the format's reader gives
 * @param meaning what the values are, where the format keeps them as those of another type
 * @param children of a struct its fields, of a list its element, of a map its key and its value
 */
record FileColumn(int id, String name, Type type, Type meaning, List<FileColumn> children) {
  static final int NONE = -1;

  FileColumn {
    children = List.copyOf(children);
  }

  /** Whether the column, or anything that lies in it, has a number. */
  boolean isNumbered() {
    return id != NONE || children.stream().anyMatch(FileColumn::isNumbered);
  }
}
