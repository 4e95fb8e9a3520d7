package io.tarn.catalog;

import io.tarn.api.glue.Column;
import io.tarn.api.glue.KeySchemaElement;
import io.tarn.api.glue.PartitionIndex;
import io.tarn.api.glue.PartitionIndexDescriptor;
import io.tarn.ledger.Sql;
import io.tarn.ledger.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Partition indexes: the partitions of a table in the order of other keys than the first, typed.
 * Source: AWS Glue Developer Guide, "Creating partition indexes".
 */
final class PartitionIndexes {
  private static final int TABLE_MAX = 3;

  /** A search that meets more leaves the work to the scan. */
  private static final int FOUND_MAX = 20_000;

  private static final char END = PartitionRows.END;
  private static final String COLUMNS =
      "SELECT id, name, keys, status FROM catalog_partition_index";

  private PartitionIndexes() {}

  static List<PartitionIndexRow> list(Tx tx, long table) throws SQLException {
    return Sql.list(
        tx, COLUMNS + " WHERE table_id = ? ORDER BY name", PartitionIndexes::read, table);
  }

  static Optional<PartitionIndexRow> find(Tx tx, long id) throws SQLException {
    return Sql.one(tx, COLUMNS + " WHERE id = ?", PartitionIndexes::read, id);
  }

  static void create(Tx tx, Change change, TableRow table, PartitionIndex input)
      throws SQLException {
    List<PartitionIndexRow> others = list(tx, table.id());
    Limits.check(others.size(), TABLE_MAX, "partition indexes on table " + table.table().name());
    if (input.indexName().isBlank()) {
      throw GlueError.INVALID_INPUT.error("IndexName is blank");
    }
    Set<String> seen = new HashSet<>();
    List<String> keys = input.keys().stream().map(Names::fold).toList();
    for (String key : keys) {
      if (keyNumber(table, key) < 0) {
        throw GlueError.INVALID_INPUT.error(
            "Index key " + key + " is no partition key of table " + table.table().name());
      }
      if (!seen.add(key)) {
        throw GlueError.INVALID_INPUT.error("Index key " + key + " is given twice");
      }
    }
    for (PartitionIndexRow other : others) {
      if (other.name().equals(input.indexName())) {
        throw GlueError.ALREADY_EXISTS.error(
            "Partition index " + input.indexName() + " already exists.");
      }
      if (other.keys().equals(keys)) {
        throw GlueError.ALREADY_EXISTS.error(
            "Partition index " + other.name() + " has the same keys.");
      }
    }
    Sql.update(
        tx,
        "INSERT INTO catalog_partition_index (table_id, name, keys, status)"
            + " VALUES (?, ?, ?, 'CREATING')",
        table.id(),
        input.indexName(),
        String.join("\n", keys));
    for (PartitionIndexRow index : list(tx, table.id())) {
      if (index.name().equals(input.indexName())) {
        IndexTask.fill(tx, change, index.id());
      }
    }
  }

  static void delete(Tx tx, Change change, TableRow table, String name) throws SQLException {
    for (PartitionIndexRow index : list(tx, table.id())) {
      if (index.name().equals(name)) {
        setStatus(tx, index.id(), "DELETING");
        IndexTask.drop(tx, change, index.id());
        return;
      }
    }
    throw GlueError.ENTITY_NOT_FOUND.error("Partition index " + name + " not found.");
  }

  /** When keys have got other types, what is in an index is of no use: it is filled anew. */
  static void rebuild(Tx tx, Change change, TableRow old, TableRow fresh) throws SQLException {
    if (old.keys().equals(fresh.keys())) {
      return;
    }
    for (PartitionIndexRow index : list(tx, old.id())) {
      boolean possible = index.keys().stream().allMatch(key -> keyNumber(fresh, key) >= 0);
      setStatus(tx, index.id(), possible ? "CREATING" : "DELETING");
      if (possible) {
        IndexTask.refill(tx, change, index.id());
      } else {
        IndexTask.drop(tx, change, index.id());
      }
    }
  }

  static void setStatus(Tx tx, long index, String status) throws SQLException {
    Sql.update(tx, "UPDATE catalog_partition_index SET status = ? WHERE id = ?", status, index);
  }

  static PartitionIndexDescriptor describe(PartitionIndexRow index, TableRow table) {
    List<KeySchemaElement> keys = new ArrayList<>();
    for (String name : index.keys()) {
      keys.add(KeySchemaElement.builder().name(name).type(typeOf(table, name)).build());
    }
    return PartitionIndexDescriptor.builder()
        .indexName(index.name())
        .keys(keys)
        .indexStatus(index.status())
        .backfillErrors(List.of())
        .build();
  }

  static void add(Tx tx, PartitionIndexRow index, TableRow table, String key) throws SQLException {
    Optional<String> entry = entryOf(index, table, key);
    if (entry.isPresent()) {
      Sql.update(
          tx,
          "INSERT INTO catalog_partition_entry (index_id, entry_key, value_key) VALUES (?, ?, ?)"
              + " ON CONFLICT DO NOTHING",
          index.id(),
          entry.get(),
          key);
    }
  }

  static void remove(Tx tx, PartitionIndexRow index, TableRow table, String key)
      throws SQLException {
    Optional<String> entry = entryOf(index, table, key);
    if (entry.isPresent()) {
      Sql.update(
          tx,
          "DELETE FROM catalog_partition_entry"
              + " WHERE index_id = ? AND entry_key = ? AND value_key = ?",
          index.id(),
          entry.get(),
          key);
    }
  }

  /**
   * The keys of a superset of the matches, if an index narrows the search more than the order of
   * the partitions themselves does.
   */
  static Optional<List<String>> search(Tx tx, TableRow table, PartitionFilter filter)
      throws SQLException {
    Range best = null;
    for (PartitionIndexRow index : list(tx, table.id())) {
      if (index.status().equals("ACTIVE")) {
        Range range = range(index, table, filter);
        best = best == null || range.worth() > best.worth() ? range : best;
      }
    }
    if (best == null || best.worth() <= 2 * filter.leading().size()) {
      return Optional.empty();
    }
    List<String> keys =
        Sql.list(
            tx,
            "SELECT value_key FROM catalog_partition_entry"
                + " WHERE index_id = ? AND entry_key >= ? AND entry_key < ? LIMIT ?",
            row -> row.getString(1),
            best.index().id(),
            best.from(),
            best.to(),
            FOUND_MAX + 1);
    return keys.size() > FOUND_MAX ? Optional.empty() : Optional.of(keys);
  }

  /**
   * @param worth two for each key known exactly, one for a last one between bounds
   */
  private record Range(PartitionIndexRow index, String from, String to, int worth) {}

  private static Range range(PartitionIndexRow index, TableRow table, PartitionFilter filter) {
    StringBuilder prefix = new StringBuilder();
    int worth = 0;
    for (String name : index.keys()) {
      int key = keyNumber(table, name);
      String low = null;
      String high = null;
      for (KeyCondition condition : filter.conditions()) {
        if (condition.key() == key) {
          low = SortableValue.isPlain(condition.low()) ? tighter(low, condition.low(), 1) : low;
          high =
              SortableValue.isPlain(condition.high()) ? tighter(high, condition.high(), -1) : high;
        }
      }
      if (low != null && low.equals(high)) {
        prefix.append(low).append(END);
        worth += 2;
        continue;
      }
      if (low != null || high != null) {
        String from = low == null ? prefix.toString() : prefix + low;
        String to = high == null ? endOf(prefix) : prefix + high + (char) (END + 1);
        return new Range(index, from, to, worth + 1);
      }
      break;
    }
    return new Range(index, prefix.toString(), endOf(prefix), worth);
  }

  private static @Nullable String tighter(@Nullable String a, @Nullable String b, int sign) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return SortableValue.compare(a, b) * sign >= 0 ? a : b;
  }

  private static String endOf(StringBuilder prefix) {
    return prefix.isEmpty()
        ? "\uDBFF\uDFFF"
        : prefix.substring(0, prefix.length() - 1) + (char) (END + 1);
  }

  /** Nothing when the partition has other keys than the table has now. */
  private static Optional<String> entryOf(PartitionIndexRow index, TableRow table, String key) {
    List<String> values = PartitionRows.valuesOf(key);
    StringBuilder entry = new StringBuilder();
    for (String name : index.keys()) {
      int number = keyNumber(table, name);
      if (number < 0 || number >= values.size()) {
        return Optional.empty();
      }
      entry.append(SortableValue.of(values.get(number), typeOf(table, name))).append(END);
    }
    return Optional.of(entry.toString());
  }

  private static int keyNumber(TableRow table, String name) {
    List<Column> keys = table.keys();
    for (int i = 0; i < keys.size(); i++) {
      if (Names.fold(keys.get(i).name()).equals(name)) {
        return i;
      }
    }
    return -1;
  }

  private static String typeOf(TableRow table, String name) {
    int number = keyNumber(table, name);
    String type = number < 0 ? null : table.keys().get(number).type();
    return type == null ? "string" : type.toLowerCase(Locale.ROOT);
  }

  private static PartitionIndexRow read(ResultSet row) throws SQLException {
    return new PartitionIndexRow(
        row.getLong(1),
        row.getString(2),
        List.of(row.getString(3).split("\n", -1)),
        row.getString(4));
  }
}
