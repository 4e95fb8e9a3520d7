package io.tarn.sql.spi;

import io.trino.spi.connector.ConnectorTableHandle;
import java.util.List;
import java.util.Map;

/**
 * A table as a statement met it in the catalog.
 *
 * @param location the {@code s3://} prefix below which an unpartitioned table's objects lie
 * @param properties the SerDe's parameters and the table's parameters, keys as declared; the
 *     SerDe's win
 */
public record LakeTable(
    String database,
    String name,
    TableFormat format,
    String location,
    Map<String, String> properties,
    List<LakeColumn> columns,
    List<LakeColumn> partitionKeys)
    implements ConnectorTableHandle {
  public LakeTable {
    properties = Map.copyOf(properties);
    columns = List.copyOf(columns);
    partitionKeys = List.copyOf(partitionKeys);
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
