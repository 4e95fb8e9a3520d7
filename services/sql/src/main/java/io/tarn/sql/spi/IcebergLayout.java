package io.tarn.sql.spi;

import java.util.List;

/**
 * How an Iceberg table wants its files.
 *
 * @param fields the number of each written column
 * @param partitioning empty for a table without partitions
 */
public record IcebergLayout(List<FieldId> fields, List<PartitionTransform> partitioning) {
  public IcebergLayout {
    fields = List.copyOf(fields);
    partitioning = List.copyOf(partitioning);
  }
}
