package io.tarn.catalog;

import io.tarn.api.StructureJson;
import io.tarn.api.glue.Column;
import io.tarn.api.glue.Table;
import io.tarn.api.glue.TableInput;
import io.tarn.api.glue.TableVersion;
import io.tarn.kernel.Page;
import io.tarn.ledger.NewTask;
import io.tarn.ledger.Sql;
import io.tarn.ledger.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rows of tables and of their older versions. */
final class TableRows {
  static final String PURGE = "catalog.purge";
  private static final int PURGE_TRIES = 1_000_000;
  private static final String COLUMNS = "SELECT id, version, revision, document FROM catalog_table";

  private TableRows() {}

  static Optional<TableRow> find(Tx tx, String region, String database, String name)
      throws SQLException {
    return Sql.one(
        tx,
        COLUMNS + " WHERE region = ? AND database_name = ? AND name = ?",
        TableRows::read,
        region,
        Names.fold(database),
        Names.fold(name));
  }

  /** The table, or Glue's error for what is missing: the database first. */
  static TableRow load(Tx tx, String region, String database, String name) throws SQLException {
    Optional<TableRow> row = find(tx, region, database, name);
    if (row.isEmpty()) {
      DatabaseRows.load(tx, region, database);
      throw GlueError.tableNotFound(name);
    }
    return row.get();
  }

  /** The table that a partition index is on. */
  static Optional<TableRow> findByIndex(Tx tx, long index) throws SQLException {
    return Sql.one(
        tx,
        COLUMNS + " WHERE id = (SELECT table_id FROM catalog_partition_index WHERE id = ?)",
        TableRows::read,
        index);
  }

  static Optional<String> findRevision(Tx tx, String region, String database, String name)
      throws SQLException {
    return Sql.one(
        tx,
        "SELECT id, revision FROM catalog_table"
            + " WHERE region = ? AND database_name = ? AND name = ?",
        row -> row.getLong(1) + "." + row.getLong(2),
        region,
        Names.fold(database),
        Names.fold(name));
  }

  static Page<Table> list(Tx tx, String region, String database, Optional<String> after, int limit)
      throws SQLException {
    List<TableRow> rows =
        Sql.list(
            tx,
            COLUMNS + " WHERE region = ? AND database_name = ? AND name > ? ORDER BY name LIMIT ?",
            TableRows::read,
            region,
            Names.fold(database),
            after.orElse(""),
            limit + 1);
    boolean more = rows.size() > limit;
    List<Table> tables =
        rows.subList(0, Math.min(limit, rows.size())).stream().map(TableRow::table).toList();
    return new Page<>(tables, more ? Optional.of(tables.getLast().name()) : Optional.empty());
  }

  static Table create(Tx tx, Change change, String database, TableInput input) throws SQLException {
    check(input);
    DatabaseRows.load(tx, change.region(), database);
    Table table =
        toTable(change, database, input, 0)
            .createTime(change.now())
            .createdBy(change.caller())
            .build();
    int rows =
        Sql.update(
            tx,
            "INSERT INTO catalog_table"
                + " (region, database_name, name, version, revision, document)"
                + " VALUES (?, ?, ?, 0, 0, ?) ON CONFLICT DO NOTHING",
            change.region(),
            Names.fold(database),
            table.name(),
            StructureJson.write(table));
    if (rows == 0) {
      throw GlueError.ALREADY_EXISTS.error("Table already exists.");
    }
    return table;
  }

  static Table update(Tx tx, Change change, TableRow old, TableInput input, boolean archive)
      throws SQLException {
    check(input);
    if (archive) {
      Limits.checkVersions(tx, old);
    }
    // Counted also when the old one is not kept: Iceberg's writers exclude each other by it.
    long version = old.version() + 1;
    Table fresh =
        toTable(change, String.valueOf(old.table().databaseName()), input, version)
            .createTime(old.table().createTime())
            .createdBy(old.table().createdBy())
            .build();
    if (archive) {
      Sql.update(
          tx,
          "INSERT INTO catalog_table_version (table_id, version, document) VALUES (?, ?, ?)"
              + " ON CONFLICT DO NOTHING",
          old.id(),
          old.version(),
          StructureJson.write(old.table()));
    }
    Sql.update(
        tx,
        "UPDATE catalog_table SET version = ?, revision = revision + 1, document = ? WHERE id = ?",
        version,
        StructureJson.write(fresh),
        old.id());
    return fresh;
  }

  static void touch(Tx tx, long tableId) throws SQLException {
    Sql.update(tx, "UPDATE catalog_table SET revision = revision + 1 WHERE id = ?", tableId);
  }

  static void delete(Tx tx, Change change, TableRow row) throws SQLException {
    Sql.update(
        tx, "INSERT INTO catalog_purge (table_id) VALUES (?) ON CONFLICT DO NOTHING", row.id());
    Sql.update(tx, "DELETE FROM catalog_table WHERE id = ?", row.id());
    schedulePurge(tx, change);
  }

  /** Everything below a database at once. */
  static void deleteAll(Tx tx, Change change, String database) throws SQLException {
    Sql.update(
        tx,
        "INSERT INTO catalog_purge (table_id) SELECT id FROM catalog_table"
            + " WHERE region = ? AND database_name = ?",
        change.region(),
        Names.fold(database));
    Sql.update(
        tx,
        "DELETE FROM catalog_table WHERE region = ? AND database_name = ?",
        change.region(),
        Names.fold(database));
    schedulePurge(tx, change);
  }

  private static void schedulePurge(Tx tx, Change change) {
    tx.schedule(
        new NewTask(
            PURGE,
            "purge",
            change.now(),
            PURGE_TRIES,
            Duration.ofSeconds(1),
            change.traceId(),
            "{}"));
  }

  static List<TableVersion> versions(Tx tx, TableRow row, long before, int limit)
      throws SQLException {
    return Sql.list(
        tx,
        "SELECT version, document FROM catalog_table_version"
            + " WHERE table_id = ? AND version < ? ORDER BY version DESC LIMIT ?",
        found ->
            TableVersion.builder()
                .versionId(String.valueOf(found.getLong(1)))
                .table(StructureJson.read(found.getString(2), Table.builder()).build())
                .build(),
        row.id(),
        before,
        limit);
  }

  static boolean deleteVersion(Tx tx, TableRow row, long version) throws SQLException {
    return Sql.update(
            tx,
            "DELETE FROM catalog_table_version WHERE table_id = ? AND version = ?",
            row.id(),
            version)
        > 0;
  }

  private static Table.Builder toTable(
      Change change, String database, TableInput input, long version) {
    return Table.builder()
        .name(Names.fold(input.name()))
        .databaseName(Names.fold(database))
        .description(input.description())
        .owner(input.owner())
        .updateTime(change.now())
        .lastAccessTime(input.lastAccessTime())
        .lastAnalyzedTime(input.lastAnalyzedTime())
        .retention(input.retention() == null ? Integer.valueOf(0) : input.retention())
        .storageDescriptor(input.storageDescriptor())
        .partitionKeys(input.partitionKeys() == null ? List.of() : input.partitionKeys())
        .viewOriginalText(input.viewOriginalText())
        .viewExpandedText(input.viewExpandedText())
        .tableType(input.tableType())
        .parameters(input.parameters() == null ? Map.of() : input.parameters())
        .isRegisteredWithLakeFormation(false)
        .targetTable(input.targetTable())
        .catalogId(change.account())
        .isMultiDialectView(false)
        .versionId(String.valueOf(version));
  }

  private static void check(TableInput input) {
    Names.refuse(input.viewDefinition(), "ViewDefinition");
    Names.refuse(input.targetTable(), "TargetTable");
    Set<String> names = new HashSet<>();
    checkColumns(
        input.storageDescriptor() == null ? null : input.storageDescriptor().columns(), names);
    checkColumns(input.partitionKeys(), names);
  }

  private static void checkColumns(@Nullable List<Column> columns, Set<String> names) {
    for (Column column : columns == null ? List.<Column>of() : columns) {
      if (!names.add(Names.fold(column.name()))) {
        throw GlueError.INVALID_INPUT.error("Duplicate column name: " + column.name());
      }
    }
  }

  private static TableRow read(ResultSet row) throws SQLException {
    return new TableRow(
        row.getLong(1),
        row.getLong(2),
        row.getLong(3),
        StructureJson.read(row.getString(4), Table.builder()).build());
  }
}
