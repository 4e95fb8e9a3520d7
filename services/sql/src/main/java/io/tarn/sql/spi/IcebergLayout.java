package io.tarn.sql.spi;

import io.trino.spi.type.Type;
import java.util.List;

/**
 * How an Iceberg table wants its files.
 *
 * @param fields the number of each written column
 * @param types their types, as the table has them
 * @param avro the columns as a schema of Avro's, with their numbers
 * @param partitioning empty for a table without partitions
 */
public record IcebergLayout(
    List<FieldId> fields, List<Type> types, String avro, List<PartitionTransform> partitioning) {
  public IcebergLayout {
    fields = List.copyOf(fields);
    types = List.copyOf(types);
    partitioning = List.copyOf(partitioning);
  }
}
