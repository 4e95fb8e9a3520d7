package io.tarn.catalog;

import io.tarn.api.glue.Database;
import io.tarn.api.glue.DatabaseInput;
import io.tarn.api.glue.ErrorDetail;
import io.tarn.api.glue.Partition;
import io.tarn.api.glue.PartitionError;
import io.tarn.api.glue.PartitionInput;
import io.tarn.api.glue.Table;
import io.tarn.api.glue.TableInput;
import io.tarn.kernel.Page;
import io.tarn.kernel.ServiceError;
import io.tarn.ledger.Tx;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@link Tables} over the ledger's rows, with the facts that each change publishes. */
final class LedgerTables implements Tables {
  private final Limits limits;

  LedgerTables(Limits limits) {
    this.limits = limits;
  }

  @Override
  public Optional<Database> findDatabase(Tx tx, String region, String name) throws SQLException {
    return DatabaseRows.find(tx, region, name);
  }

  @Override
  public Page<Database> listDatabases(Tx tx, String region, Optional<String> after, int limit)
      throws SQLException {
    return DatabaseRows.list(tx, region, after, limit);
  }

  @Override
  public Database createDatabase(Tx tx, Change change, DatabaseInput input) throws SQLException {
    limits.checkDatabases(tx, change.region());
    Database database = DatabaseRows.create(tx, change, input);
    CatalogFacts.database(tx, change, "CreateDatabase", database.name());
    return database;
  }

  @Override
  public Database updateDatabase(Tx tx, Change change, String name, DatabaseInput input)
      throws SQLException {
    Database database = DatabaseRows.update(tx, change, name, input);
    CatalogFacts.database(tx, change, "UpdateDatabase", database.name());
    return database;
  }

  @Override
  public void deleteDatabase(Tx tx, Change change, String name) throws SQLException {
    Database database = DatabaseRows.load(tx, change.region(), name);
    TableRows.deleteAll(tx, change, database.name());
    FunctionRows.deleteAll(tx, change.region(), database.name());
    DatabaseRows.delete(tx, change, database.name());
    Tags.removeDatabase(tx, change, database.name());
    CatalogFacts.database(tx, change, "DeleteDatabase", database.name());
  }

  @Override
  public Optional<Table> findTable(Tx tx, String region, String database, String name)
      throws SQLException {
    return TableRows.find(tx, region, database, name).map(TableRow::table);
  }

  @Override
  public Optional<String> findRevision(Tx tx, String region, String database, String name)
      throws SQLException {
    return TableRows.findRevision(tx, region, database, name);
  }

  @Override
  public Page<Table> listTables(
      Tx tx, String region, String database, Optional<String> after, int limit)
      throws SQLException {
    return TableRows.list(tx, region, database, after, limit);
  }

  @Override
  public Table createTable(Tx tx, Change change, String database, TableInput input)
      throws SQLException {
    limits.checkTables(tx, change.region(), database);
    Table table = TableRows.create(tx, change, database, input);
    CatalogFacts.created(tx, change, table);
    return table;
  }

  @Override
  public Table updateTable(Tx tx, Change change, String database, TableInput input)
      throws SQLException {
    return update(tx, change, load(tx, change, database, input.name()), input, true);
  }

  @Override
  public Table updateTable(
      Tx tx, Change change, String database, TableInput input, String expectedVersion)
      throws SQLException {
    TableRow old = load(tx, change, database, input.name());
    checkVersion(old, expectedVersion);
    return update(tx, change, old, input, true);
  }

  static void checkVersion(TableRow old, String expected) {
    if (!expected.equals(String.valueOf(old.version()))) {
      throw GlueError.CONCURRENT_MODIFICATION.error(
          "Update table failed due to concurrent modifications: table "
              + old.table().name()
              + " has version "
              + old.version()
              + ", not "
              + expected);
    }
  }

  @Override
  public Table updateTableSkippingArchive(Tx tx, Change change, String database, TableInput input)
      throws SQLException {
    return update(tx, change, load(tx, change, database, input.name()), input, false);
  }

  @Override
  public Table updateTableSkippingArchive(
      Tx tx, Change change, String database, TableInput input, String expectedVersion)
      throws SQLException {
    TableRow old = load(tx, change, database, input.name());
    checkVersion(old, expectedVersion);
    return update(tx, change, old, input, false);
  }

  Table update(Tx tx, Change change, TableRow old, TableInput input, boolean archive)
      throws SQLException {
    Table fresh = TableRows.update(tx, change, old, input, archive);
    ColumnStatisticsRows.keepOnly(tx, old, fresh);
    PartitionIndexes.rebuild(tx, change, old, new TableRow(old.id(), 0, 0, fresh));
    CatalogFacts.updated(tx, change, old.table(), fresh);
    return fresh;
  }

  @Override
  public void deleteTable(Tx tx, Change change, String database, String name) throws SQLException {
    TableRow row = load(tx, change, database, name);
    TableRows.delete(tx, change, row);
    Tags.removeAll(
        tx,
        change.region(),
        CatalogAccess.tableArn(change.region(), change.account(), database, name));
    CatalogFacts.deleted(tx, change, row.table());
  }

  @Override
  public Optional<Partition> findPartition(
      Tx tx, String region, String database, String table, List<String> values)
      throws SQLException {
    return PartitionRows.find(tx, TableRows.load(tx, region, database, table), values);
  }

  @Override
  public Page<Partition> listPartitions(
      Tx tx,
      String region,
      String database,
      String table,
      PartitionFilter filter,
      Optional<String> after,
      int limit)
      throws SQLException {
    TableRow row = TableRows.load(tx, region, database, table);
    return PartitionScan.list(tx, row, filter, key -> true, after, limit);
  }

  @Override
  public Partition createPartition(
      Tx tx, Change change, String database, String table, PartitionInput input)
      throws SQLException {
    TableRow row = load(tx, change, database, table);
    Partition partition =
        PartitionRows.create(tx, change, row, PartitionIndexes.list(tx, row.id()), input);
    if (partition == null) {
      throw GlueError.ALREADY_EXISTS.error("Partition already exists.");
    }
    TableRows.touch(tx, row.id());
    CatalogFacts.partitions(tx, change, row.table(), "CreatePartition", List.of(partition));
    return partition;
  }

  @Override
  public List<PartitionError> createPartitions(
      Tx tx, Change change, String database, String table, List<PartitionInput> inputs)
      throws SQLException {
    TableRow row = load(tx, change, database, table);
    List<PartitionIndexRow> indexes = PartitionIndexes.list(tx, row.id());
    List<PartitionError> errors = new ArrayList<>();
    List<Partition> created = new ArrayList<>();
    for (PartitionInput input : inputs) {
      try {
        Partition partition = PartitionRows.create(tx, change, row, indexes, input);
        if (partition == null) {
          throw GlueError.ALREADY_EXISTS.error("Partition already exists.");
        }
        created.add(partition);
      } catch (ServiceError e) {
        errors.add(partitionError(input.values() == null ? List.of() : input.values(), e));
      }
    }
    if (!created.isEmpty()) {
      TableRows.touch(tx, row.id());
      CatalogFacts.partitions(tx, change, row.table(), "BatchCreatePartition", created);
    }
    return errors;
  }

  static PartitionError partitionError(List<String> values, ServiceError error) {
    return PartitionError.builder().partitionValues(values).errorDetail(detail(error)).build();
  }

  static ErrorDetail detail(ServiceError error) {
    return ErrorDetail.builder().errorCode(error.code()).errorMessage(error.message()).build();
  }

  @Override
  public Partition updatePartition(
      Tx tx,
      Change change,
      String database,
      String table,
      List<String> values,
      PartitionInput input)
      throws SQLException {
    TableRow row = load(tx, change, database, table);
    Partition partition = PartitionRows.update(tx, change, row, values, input);
    TableRows.touch(tx, row.id());
    CatalogFacts.partitions(tx, change, row.table(), "UpdatePartition", List.of(partition));
    return partition;
  }

  @Override
  public void deletePartition(
      Tx tx, Change change, String database, String table, List<String> values)
      throws SQLException {
    TableRow row = load(tx, change, database, table);
    Partition old = PartitionRows.find(tx, row, values).orElseThrow(GlueError::partitionNotFound);
    PartitionRows.delete(tx, row, values);
    TableRows.touch(tx, row.id());
    CatalogFacts.partitions(tx, change, row.table(), "DeletePartition", List.of(old));
  }

  private static TableRow load(Tx tx, Change change, String database, String table)
      throws SQLException {
    return TableRows.load(tx, change.region(), database, table);
  }
}
