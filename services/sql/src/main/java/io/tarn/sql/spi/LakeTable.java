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
 * @param files how a statement finds its files; a Delta table's columns stand among its partition
 *     keys, in the order of the table's own schema
 */
public record LakeTable(
    String database,
    String name,
    TableFormat format,
    String location,
    Map<String, String> properties,
    List<LakeColumn> columns,
    List<LakeColumn> partitionKeys,
    OptionalLong snapshot,
    Files files)
    implements ConnectorTableHandle {
  /** How the files of a table are found. */
  public enum Files {
    /** They lie in the folders of the table or of its partitions, or Iceberg's metadata says so. */
    FOLDERS,
    /** Files in those folders name them. */
    SYMLINKS,
    /** The log of a Delta table names them. */
    DELTA_LOG
  }

  public LakeTable {
    properties = Map.copyOf(properties);
    columns = List.copyOf(columns);
    partitionKeys = List.copyOf(partitionKeys);
  }

  /** A table whose files lie in its folders, or an Iceberg table. */
  public LakeTable(
      String database,
      String name,
      TableFormat format,
      String location,
      Map<String, String> properties,
      List<LakeColumn> columns,
      List<LakeColumn> partitionKeys,
      OptionalLong snapshot) {
    this(
        database,
        name,
        format,
        location,
        properties,
        columns,
        partitionKeys,
        snapshot,
        Files.FOLDERS);
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
