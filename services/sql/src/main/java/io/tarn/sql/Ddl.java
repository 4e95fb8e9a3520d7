package io.tarn.sql;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Statements of Hive's data definition language, as Athena takes them. */
sealed interface Ddl {
  /** A table's name; without a database it means the statement's own. */
  record Name(Optional<String> database, String table) {}

  /** A declared column with Hive's type text in lower case. */
  record ColumnDef(String name, String type, Optional<String> comment) {}

  /** Key and value pairs of one partition, in the order they were written. */
  record PartitionSpec(Map<String, String> values, Optional<String> location) {}

  record CreateDatabase(
      String name,
      boolean ifNotExists,
      Optional<String> comment,
      Optional<String> location,
      Map<String, String> properties)
      implements Ddl {}

  record DropDatabase(String name, boolean ifExists, boolean cascade) implements Ddl {}

  /**
   * @param clusteredBy the columns whose hash names a row's bucket
   * @param buckets how many there are; 0 without CLUSTERED BY
   * @param serde the SerDe's class, when ROW FORMAT SERDE was written
   * @param stored the word behind STORED AS in upper case, or INPUTFORMAT's and OUTPUTFORMAT's
   *     classes separated by a blank
   */
  record CreateTable(
      Name name,
      boolean ifNotExists,
      List<ColumnDef> columns,
      Optional<String> comment,
      List<ColumnDef> partitionKeys,
      List<String> clusteredBy,
      int buckets,
      Optional<String> serde,
      Map<String, String> serdeProperties,
      Optional<String> stored,
      Optional<String> location,
      Map<String, String> properties)
      implements Ddl {}

  /**
   * CREATE TABLE of an Iceberg table.
   *
   * @param partitioning columns and transforms as they were written
   */
  record CreateIcebergTable(
      Name name,
      boolean ifNotExists,
      List<ColumnDef> columns,
      Optional<String> comment,
      List<String> partitioning,
      Optional<String> location,
      Map<String, String> properties)
      implements Ddl {}

  record DropColumn(Name name, String column) implements Ddl {}

  record UnsetProperties(Name name, List<String> keys) implements Ddl {}

  record RenameTable(Name name, Name to) implements Ddl {}

  record Vacuum(Name name) implements Ddl {}

  record DropTable(Name name, boolean ifExists) implements Ddl {}

  record DropView(Name name, boolean ifExists) implements Ddl {}

  record AddPartitions(Name name, boolean ifNotExists, List<PartitionSpec> partitions)
      implements Ddl {}

  record DropPartitions(Name name, boolean ifExists, List<PartitionSpec> partitions)
      implements Ddl {}

  record RenamePartition(Name name, PartitionSpec from, PartitionSpec to) implements Ddl {}

  /** ALTER TABLE ... PARTITION (...) SET LOCATION. */
  record MovePartition(Name name, PartitionSpec partition, String location) implements Ddl {}

  /**
   * @param first whether it becomes the first column
   * @param after the column that it goes behind
   */
  record ChangeColumn(
      Name name, String column, ColumnDef changed, boolean first, Optional<String> after)
      implements Ddl {}

  record SetDatabaseProperties(String name, Map<String, String> properties) implements Ddl {}

  record RepairTable(Name name) implements Ddl {}

  record SetProperties(Name name, Map<String, String> properties) implements Ddl {}

  record SetLocation(Name name, String location) implements Ddl {}

  record AddColumns(Name name, List<ColumnDef> columns) implements Ddl {}

  record ReplaceColumns(Name name, List<ColumnDef> columns) implements Ddl {}

  record ShowDatabases(Optional<String> pattern) implements Ddl {}

  record ShowTables(Optional<String> database, Optional<String> pattern) implements Ddl {}

  record ShowViews(Optional<String> database, Optional<String> pattern) implements Ddl {}

  record ShowColumns(Name name) implements Ddl {}

  record ShowPartitions(Name name) implements Ddl {}

  record ShowCreateTable(Name name) implements Ddl {}

  record ShowCreateView(Name name) implements Ddl {}

  record ShowProperties(Name name, Optional<String> key) implements Ddl {}

  record Describe(Name name, boolean formatted) implements Ddl {}
}
