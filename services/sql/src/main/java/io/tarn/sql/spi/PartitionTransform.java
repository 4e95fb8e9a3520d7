package io.tarn.sql.spi;

/**
 * What of a written column's value says to which partition of an Iceberg table a row belongs.
 * Source: Apache Iceberg, "Table Spec", "Partition Transforms".
 *
 * @param column its place among the written columns
 * @param parameter the number of buckets or the width; 0 for all others
 */
public record PartitionTransform(int column, Kind kind, int parameter) {
  /** The transforms of the specification's first two versions. */
  public enum Kind {
    IDENTITY,
    BUCKET,
    TRUNCATE,
    YEAR,
    MONTH,
    DAY,
    HOUR
  }
}
