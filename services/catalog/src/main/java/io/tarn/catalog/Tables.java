package io.tarn.catalog;

import io.tarn.api.glue.Database;
import io.tarn.api.glue.DatabaseInput;
import io.tarn.api.glue.Partition;
import io.tarn.api.glue.PartitionError;
import io.tarn.api.glue.PartitionInput;
import io.tarn.api.glue.Table;
import io.tarn.api.glue.TableInput;
import io.tarn.kernel.Page;
import io.tarn.ledger.Tx;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * The catalog for rooms that the plan lets see it, inside their own transaction: a statement that
 * writes a table commits files, catalog rows and its own success as one.
 *
 * <p>Names are folded to lower case here. Nothing here asks for permission: the calling room asks
 * the Authorizer, with {@link CatalogAccess}. Every change publishes its fact ({@code
 * TableChanged}, {@code DatabaseChanged}). Errors are Glue's: EntityNotFoundException,
 * AlreadyExistsException, InvalidInputException, ConcurrentModificationException.
 */
public interface Tables {
  Optional<Database> findDatabase(Tx tx, String region, String name) throws SQLException;

  /** In the order of names; {@link Page#next} is the name to go on after. */
  Page<Database> listDatabases(Tx tx, String region, Optional<String> after, int limit)
      throws SQLException;

  Database createDatabase(Tx tx, Change change, DatabaseInput input) throws SQLException;

  Database updateDatabase(Tx tx, Change change, String name, DatabaseInput input)
      throws SQLException;

  /** Removes the database with all its tables; partitions go later, by a task, unseen. */
  void deleteDatabase(Tx tx, Change change, String name) throws SQLException;

  Optional<Table> findTable(Tx tx, String region, String database, String name) throws SQLException;

  /**
   * A text that differs whenever the table or one of its partitions has changed, also when the
   * table was dropped and made again: for caches. One index look-up.
   */
  Optional<String> findRevision(Tx tx, String region, String database, String name)
      throws SQLException;

  /** In the order of names; {@link Page#next} is the name to go on after. */
  Page<Table> listTables(Tx tx, String region, String database, Optional<String> after, int limit)
      throws SQLException;

  Table createTable(Tx tx, Change change, String database, TableInput input) throws SQLException;

  /** Replaces the table's definition; the old one is kept as a version. */
  Table updateTable(Tx tx, Change change, String database, TableInput input) throws SQLException;

  /**
   * The same, if the table still has this version.
   *
   * @throws io.tarn.kernel.ServiceError ConcurrentModificationException when it has another
   */
  Table updateTable(Tx tx, Change change, String database, TableInput input, String expectedVersion)
      throws SQLException;

  /** The same without keeping the old definition as a version. */
  Table updateTableSkippingArchive(Tx tx, Change change, String database, TableInput input)
      throws SQLException;

  /** The same, if the table still has this version. */
  Table updateTableSkippingArchive(
      Tx tx, Change change, String database, TableInput input, String expectedVersion)
      throws SQLException;

  void deleteTable(Tx tx, Change change, String database, String name) throws SQLException;

  Optional<Partition> findPartition(
      Tx tx, String region, String database, String table, List<String> values) throws SQLException;

  /**
   * Partitions that pass the filter, in the order of their values; {@link Page#next} is where to go
   * on. A page may hold fewer than the limit, even none, and still have a next one: a read looks at
   * no more than about 50,000 rows.
   */
  Page<Partition> listPartitions(
      Tx tx,
      String region,
      String database,
      String table,
      PartitionFilter filter,
      Optional<String> after,
      int limit)
      throws SQLException;

  Partition createPartition(
      Tx tx, Change change, String database, String table, PartitionInput input)
      throws SQLException;

  /**
   * Creates those that do not exist yet. One commit may take about a thousand.
   *
   * @return one error for each that exists already or is not valid; the others were created
   */
  List<PartitionError> createPartitions(
      Tx tx, Change change, String database, String table, List<PartitionInput> inputs)
      throws SQLException;

  /** Replaces one partition; new values move it. */
  Partition updatePartition(
      Tx tx,
      Change change,
      String database,
      String table,
      List<String> values,
      PartitionInput input)
      throws SQLException;

  void deletePartition(Tx tx, Change change, String database, String table, List<String> values)
      throws SQLException;
}
