package io.tarn.catalog;

import io.tarn.api.StructureJson;
import io.tarn.api.glue.Partition;
import io.tarn.api.glue.PartitionInput;
import io.tarn.ledger.Sql;
import io.tarn.ledger.Tx;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rows of partitions. The key is the values, each ended by U+0001: keys with the same first
 * values lie together, so leading equalities are a range of the index, and values are read from the
 * key without opening the document.
 */
final class PartitionRows {
  static final char END = '\u0001';

  private PartitionRows() {}

  static Optional<Partition> find(Tx tx, TableRow table, List<String> values) throws SQLException {
    return Sql.one(
        tx,
        "SELECT document FROM catalog_partition WHERE table_id = ? AND value_key = ?",
        row -> StructureJson.read(row.getString(1), Partition.builder()).build(),
        table.id(),
        keyOf(table, values));
  }

  /** Makes the partition; null when one with these values exists. */
  static @Nullable Partition create(
      Tx tx, Change change, TableRow table, List<PartitionIndexRow> indexes, PartitionInput input)
      throws SQLException {
    List<String> values = input.values() == null ? List.of() : input.values();
    Partition partition = toPartition(change, table, input, values);
    return insert(tx, table, indexes, values, partition) ? partition : null;
  }

  private static boolean insert(
      Tx tx,
      TableRow table,
      List<PartitionIndexRow> indexes,
      List<String> values,
      Partition partition)
      throws SQLException {
    String key = keyOf(table, values);
    int rows =
        Sql.update(
            tx,
            "INSERT INTO catalog_partition (table_id, value_key, document) VALUES (?, ?, ?)"
                + " ON CONFLICT DO NOTHING",
            table.id(),
            key,
            StructureJson.write(partition));
    if (rows == 0) {
      return false;
    }
    for (PartitionIndexRow index : indexes) {
      PartitionIndexes.add(tx, index, table, key);
    }
    return true;
  }

  static Partition update(
      Tx tx, Change change, TableRow table, List<String> values, PartitionInput input)
      throws SQLException {
    Partition old = find(tx, table, values).orElseThrow(GlueError::partitionNotFound);
    List<String> named = input.values();
    List<String> fresh = named == null || named.isEmpty() ? values : named;
    Partition partition =
        toPartition(change, table, input, fresh).toBuilder()
            .creationTime(old.creationTime())
            .build();
    List<PartitionIndexRow> indexes = PartitionIndexes.list(tx, table.id());
    remove(tx, table, indexes, keyOf(table, values));
    if (!fresh.equals(values)) {
      ColumnStatisticsRows.deleteAll(tx, table.id(), keyOf(table, values));
    }
    if (!insert(tx, table, indexes, fresh, partition)) {
      throw GlueError.ALREADY_EXISTS.error("Partition already exists.");
    }
    return partition;
  }

  static boolean delete(Tx tx, TableRow table, List<String> values) throws SQLException {
    String key = keyOf(table, values);
    ColumnStatisticsRows.deleteAll(tx, table.id(), key);
    return remove(tx, table, PartitionIndexes.list(tx, table.id()), key);
  }

  private static boolean remove(Tx tx, TableRow table, List<PartitionIndexRow> indexes, String key)
      throws SQLException {
    for (PartitionIndexRow index : indexes) {
      PartitionIndexes.remove(tx, index, table, key);
    }
    return Sql.update(
            tx,
            "DELETE FROM catalog_partition WHERE table_id = ? AND value_key = ?",
            table.id(),
            key)
        > 0;
  }

  private static Partition toPartition(
      Change change, TableRow table, PartitionInput input, List<String> values) {
    return Partition.builder()
        .values(values)
        .databaseName(table.table().databaseName())
        .tableName(table.table().name())
        .creationTime(change.now())
        .lastAccessTime(input.lastAccessTime())
        .lastAnalyzedTime(input.lastAnalyzedTime())
        .storageDescriptor(input.storageDescriptor())
        .parameters(input.parameters())
        .catalogId(change.account())
        .build();
  }

  static String keyOf(TableRow table, List<String> values) {
    if (values.size() != table.keys().size()) {
      throw GlueError.INVALID_INPUT.error(
          "The number of partition keys do not match the number of partition values: table "
              + table.table().name()
              + " has "
              + table.keys().size()
              + " keys, "
              + values.size()
              + " values were given");
    }
    StringBuilder key = new StringBuilder();
    for (String value : values) {
      if (!isValue(value)) {
        throw GlueError.INVALID_INPUT.error(
            "A partition value is empty or holds a control character: " + values);
      }
      key.append(value).append(END);
    }
    return key.toString();
  }

  /** Whether a partition can have this value. */
  static boolean isValue(String value) {
    return !value.isEmpty() && value.indexOf(END) < 0 && value.indexOf(0) < 0;
  }

  static List<String> valuesOf(String key) {
    List<String> values = new ArrayList<>();
    int from = 0;
    int end = key.indexOf(END);
    while (end >= 0) {
      values.add(key.substring(from, end));
      from = end + 1;
      end = key.indexOf(END, from);
    }
    return values;
  }
}
