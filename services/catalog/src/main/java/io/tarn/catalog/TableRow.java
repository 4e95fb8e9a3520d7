package io.tarn.catalog;

import io.tarn.api.glue.Column;
import io.tarn.api.glue.Table;
import java.util.List;

/** A table with what only the rows know: its id, and how often it and its partitions changed. */
record TableRow(long id, long version, long revision, Table table) {
  List<Column> keys() {
    List<Column> keys = table.partitionKeys();
    return keys == null ? List.of() : keys;
  }
}
