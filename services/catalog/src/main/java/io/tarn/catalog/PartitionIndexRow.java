package io.tarn.catalog;

import java.util.List;

/**
 * A partition index.
 *
 * @param keys names of partition keys, in the index's order
 * @param status CREATING, ACTIVE or DELETING
 */
record PartitionIndexRow(long id, String name, List<String> keys, String status) {
  PartitionIndexRow {
    keys = List.copyOf(keys);
  }
}
