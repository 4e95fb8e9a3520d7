package io.tarn.catalog;

import io.tarn.api.StructureJson;
import io.tarn.api.glue.Partition;
import io.tarn.api.glue.PartitionInput;
import io.tarn.kernel.Page;
import io.tarn.ledger.Sql;
import io.tarn.ledger.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The rows of partitions. The key is the values, each ended by U+0001: keys with the same first
 * values lie together, so leading equalities are a range of the index, and values are read from the
 * key without opening the document.
 */
final class PartitionRows {
  private static final char END = '\u0001';
  private static final int STEP = 5_000;
  private static final int LOOKED_AT_MAX = 100_000;

  private PartitionRows() {}

  static Optional<Partition> find(Tx tx, TableRow table, List<String> values) throws SQLException {
    return Sql.one(
        tx,
        "SELECT document FROM catalog_partition WHERE table_id = ? AND value_key = ?",
        row -> StructureJson.read(row.getString(1), Partition.builder()).build(),
        table.id(),
        keyOf(table, values));
  }

  /**
   * @param wanted decides by the key alone, e.g. for a segment
   */
  static Page<Partition> list(
      Tx tx,
      TableRow table,
      PartitionFilter filter,
      Predicate<String> wanted,
      Optional<String> after,
      int limit)
      throws SQLException {
    StringBuilder prefix = new StringBuilder();
    filter.leading().forEach(value -> prefix.append(value).append(END));
    String from = after.orElse(prefix.toString());
    String to = prefix.isEmpty() ? "\uDBFF\uDFFF" : endOf(prefix);
    List<Partition> found = new ArrayList<>();
    int lookedAt = 0;
    while (lookedAt < LOOKED_AT_MAX) {
      List<Entry> entries = step(tx, table, from, to);
      for (Entry entry : entries) {
        from = entry.key();
        if (wanted.test(entry.key()) && filter.condition().test(valuesOf(entry.key()))) {
          found.add(StructureJson.read(entry.document(), Partition.builder()).build());
          if (found.size() == limit) {
            return new Page<>(found, Optional.of(from));
          }
        }
      }
      lookedAt += entries.size();
      if (entries.size() < STEP) {
        return new Page<>(found, Optional.empty());
      }
    }
    return new Page<>(found, Optional.of(from));
  }

  private record Entry(String key, String document) {}

  private static List<Entry> step(Tx tx, TableRow table, String from, String to)
      throws SQLException {
    return Sql.list(
        tx,
        "SELECT value_key, document FROM catalog_partition"
            + " WHERE table_id = ? AND value_key > ? AND value_key < ?"
            + " ORDER BY value_key LIMIT ?",
        (ResultSet row) -> new Entry(row.getString(1), row.getString(2)),
        table.id(),
        from,
        to,
        STEP);
  }

  private static String endOf(StringBuilder prefix) {
    return prefix.substring(0, prefix.length() - 1) + (char) (END + 1);
  }

  /** Makes the partition; null when one with these values exists. */
  static @Nullable Partition create(Tx tx, Change change, TableRow table, PartitionInput input)
      throws SQLException {
    List<String> values = input.values() == null ? List.of() : input.values();
    Partition partition = toPartition(change, table, input, values);
    int rows =
        Sql.update(
            tx,
            "INSERT INTO catalog_partition (table_id, value_key, document) VALUES (?, ?, ?)"
                + " ON CONFLICT DO NOTHING",
            table.id(),
            keyOf(table, values),
            StructureJson.write(partition));
    return rows == 0 ? null : partition;
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
    delete(tx, table, values);
    int rows =
        Sql.update(
            tx,
            "INSERT INTO catalog_partition (table_id, value_key, document) VALUES (?, ?, ?)"
                + " ON CONFLICT DO NOTHING",
            table.id(),
            keyOf(table, fresh),
            StructureJson.write(partition));
    if (rows == 0) {
      throw GlueError.ALREADY_EXISTS.error("Partition already exists.");
    }
    return partition;
  }

  static boolean delete(Tx tx, TableRow table, List<String> values) throws SQLException {
    return Sql.update(
            tx,
            "DELETE FROM catalog_partition WHERE table_id = ? AND value_key = ?",
            table.id(),
            keyOf(table, values))
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

  private static String keyOf(TableRow table, List<String> values) {
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
      if (value.isEmpty() || value.indexOf(END) >= 0 || value.indexOf(0) >= 0) {
        throw GlueError.INVALID_INPUT.error(
            "A partition value is empty or holds a control character: " + values);
      }
      key.append(value).append(END);
    }
    return key.toString();
  }

  private static List<String> valuesOf(String key) {
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
