package io.tarn.sql.spi;

import io.trino.spi.connector.ConnectorTableHandle;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A table as a statement met it in the catalog.
 *
 * @param location the {@code s3://} prefix below which an unpartitioned table's objects lie
 * @param format {@link TableFormat#ICEBERG} when the table's own metadata says what its files are
 * @param properties the SerDe's parameters and the table's parameters, keys as declared; the
 *     SerDe's win
 * @param snapshot which snapshot of an Iceberg table is read; empty for one that has none yet
 */
public record LakeTable(
    String database,
    String name,
    TableFormat format,
    String location,
    Map<String, String> properties,
    List<LakeColumn> columns,
    List<LakeColumn> partitionKeys,
    OptionalLong snapshot)
    implements ConnectorTableHandle {
  public LakeTable {
    properties = Map.copyOf(properties);
    columns = List.copyOf(columns);
    partitionKeys = List.copyOf(partitionKeys);
  }

  /** A table that has no snapshots. */
  public LakeTable(
      String database,
      String name,
      TableFormat format,
      String location,
      Map<String, String> properties,
      List<LakeColumn> columns,
      List<LakeColumn> partitionKeys) {
    this(
        database, name, format, location, properties, columns, partitionKeys, OptionalLong.empty());
  }

  /** Whether files, columns and changes are those of Iceberg's metadata. */
  public boolean isIceberg() {
    return format == TableFormat.ICEBERG;
  }

  /** A property, or what holds without it. */
  public String property(String key, String otherwise) {
    return properties.getOrDefault(key, otherwise);
  }

  /** As plans show it. */
  @Override
  public String toString() {
    return database + ":" + name;
  }
}
