package io.tarn.sql.spi;

import io.trino.spi.connector.ColumnHandle;
import io.trino.spi.type.Type;
import org.jspecify.annotations.Nullable;

/**
 * A column as the catalog declares it, or one that every table has.
 *
 * @param name in lower case
 * @param index its place among the columns of its kind
 * @param kind where its values come from
 * @param field which field of an Iceberg table it is; null for columns that are found by name
 */
public record LakeColumn(String name, Type type, int index, Kind kind, @Nullable FieldId field)
    implements ColumnHandle {
  /** Where a column's values come from. */
  public enum Kind {
    /** The file's rows. */
    DATA,
    /** The file's partition. */
    PARTITION_KEY,
    /** {@code "$path"}: the file's s3:// name. */
    PATH,
    /** {@code "$file_size"} in bytes. */
    FILE_SIZE,
    /** {@code "$file_modified_time"}. */
    FILE_MODIFIED_TIME,
    /** {@code "$bucket"}: the number of the file's bucket. */
    BUCKET,
    /** The file's {@code s3://} name and the row's place in it, counted from 0. */
    ROW_ID
  }

  /** A column that is found by its name. */
  public LakeColumn(String name, Type type, int index, Kind kind) {
    this(name, type, index, kind, null);
  }

  /** A declared column. */
  public LakeColumn(String name, Type type, int index, boolean partitionKey) {
    this(name, type, index, partitionKey ? Kind.PARTITION_KEY : Kind.DATA);
  }

  /** Whether its values come from the partition instead of the file. */
  public boolean partitionKey() {
    return kind == Kind.PARTITION_KEY;
  }

  /** Whether it is the same for all rows of a file. */
  public boolean isOfFile() {
    return kind != Kind.DATA;
  }

  /** As plans show it. */
  @Override
  public String toString() {
    return name + ":" + type.getDisplayName() + (partitionKey() ? ":PARTITION_KEY" : ":REGULAR");
  }
}
