package io.tarn.sql.spi;

import io.trino.spi.connector.ColumnHandle;
import io.trino.spi.type.Type;

/**
 * A column as the catalog declares it.
 *
 * @param name in lower case
 * @param index its place among the data columns, or among the partition keys
 * @param partitionKey whether its values come from the partition instead of the file
 */
public record LakeColumn(String name, Type type, int index, boolean partitionKey)
    implements ColumnHandle {
  /** As plans show it. */
  @Override
  public String toString() {
    return name + ":" + type.getDisplayName() + (partitionKey ? ":PARTITION_KEY" : ":REGULAR");
  }
}
