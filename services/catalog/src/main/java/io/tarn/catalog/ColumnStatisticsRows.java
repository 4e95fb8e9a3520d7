package io.tarn.catalog;

import io.tarn.api.StructureJson;
import io.tarn.api.glue.Column;
import io.tarn.api.glue.ColumnError;
import io.tarn.api.glue.ColumnStatistics;
import io.tarn.api.glue.ColumnStatisticsData;
import io.tarn.api.glue.ColumnStatisticsError;
import io.tarn.api.glue.Table;
import io.tarn.kernel.ServiceError;
import io.tarn.ledger.Sql;
import io.tarn.ledger.Tx;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Statistics of columns, of a table ({@code key} empty) or of one of its partitions. */
final class ColumnStatisticsRows {
  static final String OF_TABLE = "";

  private ColumnStatisticsRows() {}

  /** The key of a partition that is there. */
  static String keyOf(Tx tx, TableRow table, List<String> values) throws SQLException {
    if (PartitionRows.find(tx, table, values).isEmpty()) {
      throw GlueError.partitionNotFound();
    }
    return PartitionRows.keyOf(table, values);
  }

  /** Those of the named columns that have some. */
  static List<ColumnStatistics> find(Tx tx, TableRow table, String key, List<String> columns)
      throws SQLException {
    List<ColumnStatistics> found = new ArrayList<>();
    for (String column : columns) {
      Sql.one(
              tx,
              "SELECT document FROM catalog_column_statistics"
                  + " WHERE table_id = ? AND value_key = ? AND column_name = ?",
              row -> StructureJson.read(row.getString(1), ColumnStatistics.builder()).build(),
              table.id(),
              key,
              Names.fold(column))
          .ifPresent(found::add);
    }
    return found;
  }

  /** An error for each column that was asked for and has none. */
  static List<ColumnError> errors(List<String> columns, List<ColumnStatistics> found) {
    Set<String> names = new HashSet<>();
    found.forEach(one -> names.add(one.columnName()));
    List<ColumnError> errors = new ArrayList<>();
    for (String column : columns) {
      if (!names.contains(Names.fold(column))) {
        errors.add(
            ColumnError.builder()
                .columnName(column)
                .error(LedgerTables.detail(notFound(column)))
                .build());
      }
    }
    return errors;
  }

  /** Keeps each that is sound; answers those that are not. */
  static List<ColumnStatisticsError> put(
      Tx tx, TableRow table, String key, List<ColumnStatistics> statistics) throws SQLException {
    Map<String, String> types = types(table.table());
    List<ColumnStatisticsError> errors = new ArrayList<>();
    for (ColumnStatistics one : statistics) {
      String column = Names.fold(one.columnName());
      try {
        if (!types.containsKey(column)) {
          throw GlueError.ENTITY_NOT_FOUND.error(
              "Column " + column + " of table " + table.table().name() + " not found.");
        }
        check(one.statisticsData());
      } catch (ServiceError e) {
        errors.add(
            ColumnStatisticsError.builder()
                .columnStatistics(one)
                .error(LedgerTables.detail(e))
                .build());
        continue;
      }
      Sql.update(
          tx,
          "INSERT INTO catalog_column_statistics (table_id, value_key, column_name, document)"
              + " VALUES (?, ?, ?, ?) ON CONFLICT (table_id, value_key, column_name)"
              + " DO UPDATE SET document = excluded.document",
          table.id(),
          key,
          column,
          StructureJson.write(one.toBuilder().columnName(column).build()));
    }
    return errors;
  }

  static String delete(Tx tx, TableRow table, String key, String column) throws SQLException {
    int rows =
        Sql.update(
            tx,
            "DELETE FROM catalog_column_statistics"
                + " WHERE table_id = ? AND value_key = ? AND column_name = ?",
            table.id(),
            key,
            Names.fold(column));
    if (rows == 0) {
      throw notFound(column);
    }
    return column;
  }

  static void deleteAll(Tx tx, long table, String key) throws SQLException {
    Sql.update(
        tx,
        "DELETE FROM catalog_column_statistics WHERE table_id = ? AND value_key = ?",
        table,
        key);
  }

  /** What was said of a column that is gone, or has another type now, holds no more. */
  static void keepOnly(Tx tx, TableRow old, Table fresh) throws SQLException {
    Map<String, String> now = types(fresh);
    for (Map.Entry<String, String> column : types(old.table()).entrySet()) {
      if (!column.getValue().equals(now.get(column.getKey()))) {
        Sql.update(
            tx,
            "DELETE FROM catalog_column_statistics WHERE table_id = ? AND column_name = ?",
            old.id(),
            column.getKey());
      }
    }
  }

  /** The one set of figures must be of the type that is named. */
  private static void check(ColumnStatisticsData data) {
    @Nullable Object figures =
        switch (data.type()) {
          case "BOOLEAN" -> data.booleanColumnStatisticsData();
          case "DATE" -> data.dateColumnStatisticsData();
          case "DECIMAL" -> data.decimalColumnStatisticsData();
          case "DOUBLE" -> data.doubleColumnStatisticsData();
          case "LONG" -> data.longColumnStatisticsData();
          case "STRING" -> data.stringColumnStatisticsData();
          default -> data.binaryColumnStatisticsData();
        };
    long given =
        Stream.of(
                data.booleanColumnStatisticsData(),
                data.dateColumnStatisticsData(),
                data.decimalColumnStatisticsData(),
                data.doubleColumnStatisticsData(),
                data.longColumnStatisticsData(),
                data.stringColumnStatisticsData(),
                data.binaryColumnStatisticsData())
            .filter(Objects::nonNull)
            .count();
    if (figures == null || given != 1) {
      throw GlueError.INVALID_INPUT.error(
          "StatisticsData of type " + data.type() + " must hold the data of that type alone");
    }
  }

  private static Map<String, String> types(Table table) {
    Map<String, String> types = new HashMap<>();
    List<Column> columns =
        table.storageDescriptor() == null ? null : table.storageDescriptor().columns();
    for (Column column : columns == null ? List.<Column>of() : columns) {
      types.put(Names.fold(column.name()), typeOf(column));
    }
    for (Column column :
        table.partitionKeys() == null ? List.<Column>of() : table.partitionKeys()) {
      types.put(Names.fold(column.name()), typeOf(column));
    }
    return types;
  }

  private static String typeOf(Column column) {
    return column.type() == null ? "" : column.type().toLowerCase(Locale.ROOT);
  }

  private static ServiceError notFound(String column) {
    return GlueError.ENTITY_NOT_FOUND.error("Statistics of column " + column + " not found.");
  }
}
