package io.tarn.catalog;

import io.tarn.api.StructureJson;
import io.tarn.api.glue.Partition;
import io.tarn.kernel.Page;
import io.tarn.ledger.Sql;
import io.tarn.ledger.Tx;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads the partitions that a filter admits in the order of their values, passing over what cannot
 * match: when a key's value fails its condition, everything below that value is jumped over in one
 * seek. So a filter on any keys costs about as many seeks as there are values before them, not as
 * many reads as there are partitions. Where a partition index knows better, it is asked first.
 */
final class PartitionScan {
  private static final int STEP_FIRST = 32;
  private static final int STEP_MAX = 5_000;

  /** Behind a seek mostly one row is of use, and the next one says where to seek again. */
  private static final int STEP_SEEK = 2;

  private static final int LOOKED_AT_MAX = 50_000;
  private static final String LAST = "\uDBFF\uDFFF";
  private static final char END = PartitionRows.END;
  private static final char AFTER_END = END + 1;

  private final Tx tx;
  private final TableRow table;
  private final List<List<KeyCondition>> conditions = new ArrayList<>();
  private final PartitionFilter filter;
  private final Predicate<String> wanted;
  private final int limit;
  private final List<Partition> found = new ArrayList<>();

  private PartitionScan(
      Tx tx, TableRow table, PartitionFilter filter, Predicate<String> wanted, int limit) {
    this.tx = tx;
    this.table = table;
    this.filter = filter;
    this.wanted = wanted;
    this.limit = limit;
    for (int i = 0; i < table.keys().size(); i++) {
      int key = i;
      conditions.add(filter.conditions().stream().filter(c -> c.key() == key).toList());
    }
  }

  /**
   * @param wanted decides by the key alone, e.g. for a segment
   * @param after a position that a page before named
   */
  static Page<Partition> list(
      Tx tx,
      TableRow table,
      PartitionFilter filter,
      Predicate<String> wanted,
      Optional<String> after,
      int limit)
      throws SQLException {
    PartitionScan scan = new PartitionScan(tx, table, filter, wanted, limit);
    if (!filter.conditions().isEmpty()) {
      Optional<List<String>> keys = PartitionIndexes.search(tx, table, filter);
      if (keys.isPresent()) {
        return scan.among(keys.get(), after);
      }
    }
    return scan.overAll(after);
  }

  /** Of keys that an index has named, in their order. */
  private Page<Partition> among(List<String> keys, Optional<String> after) throws SQLException {
    List<String> sorted = new ArrayList<>(keys);
    sorted.sort(SortableValue::compare);
    for (String key : sorted) {
      boolean seen = after.isPresent() && SortableValue.compare(key, after.get()) <= 0;
      if (!seen && take(key, PartitionRows.valuesOf(key), null)) {
        return new Page<>(found, Optional.of(key));
      }
    }
    return new Page<>(found, Optional.empty());
  }

  private Page<Partition> overAll(Optional<String> after) throws SQLException {
    StringBuilder prefix = new StringBuilder();
    filter.leading().forEach(value -> prefix.append(value).append(END));
    // Where every key is known exactly, the prefix is a partition's own key: begin before it.
    String from = after.orElse(prefix.isEmpty() ? "" : prefix.substring(0, prefix.length() - 1));
    String to = prefix.isEmpty() ? LAST : prefix.substring(0, prefix.length() - 1) + AFTER_END;
    // Without conditions every row is taken, so that its document is read along with its key.
    boolean all = filter.conditions().isEmpty();
    int step = all ? Math.min(limit, STEP_MAX) : STEP_FIRST;
    boolean documents = all;
    int lookedAt = 0;
    while (lookedAt < LOOKED_AT_MAX) {
      List<Entry> entries = read(documents, from, to, step);
      boolean skipped = false;
      boolean sought = false;
      for (Entry entry : entries) {
        if (SortableValue.compare(entry.key(), from) <= 0) {
          skipped = true;
          continue;
        }
        from = entry.key();
        List<String> values = PartitionRows.valuesOf(from);
        int failed = failing(values);
        if (failed < 0) {
          sought = false;
          if (take(from, values, entry.document())) {
            return new Page<>(found, Optional.of(from));
          }
          continue;
        }
        sought = true;
        Optional<String> target = jump(values, failed);
        if (target.isEmpty()) {
          return new Page<>(found, Optional.empty());
        }
        from = target.get();
      }
      lookedAt += entries.size();
      if (entries.size() < step) {
        return new Page<>(found, Optional.empty());
      }
      // Seeks that pass over nothing but what was read are no better than reading on.
      boolean seeks = sought && skipped;
      step = seeks ? STEP_SEEK : Math.min(step * 4, STEP_MAX);
      documents = all || seeks;
    }
    return new Page<>(found, Optional.of(from));
  }

  /** Adds the partition if it is wanted; true when the page is full. */
  private boolean take(String key, List<String> values, @Nullable String document)
      throws SQLException {
    if (!wanted.test(key) || !filter.condition().test(values)) {
      return false;
    }
    Optional<String> text = document == null ? document(key) : Optional.of(document);
    text.ifPresent(json -> found.add(StructureJson.read(json, Partition.builder()).build()));
    return found.size() == limit;
  }

  /** The first key whose value fails, or -1. */
  private int failing(List<String> values) {
    for (int i = 0; i < conditions.size(); i++) {
      for (KeyCondition condition : conditions.get(i)) {
        if (!condition.holds().test(values.get(i))) {
          return i;
        }
      }
    }
    return -1;
  }

  /** Where to go on after a value that failed; empty when nothing can come any more. */
  private Optional<String> jump(List<String> values, int key) {
    StringBuilder before = new StringBuilder();
    values.subList(0, key).forEach(value -> before.append(value).append(END));
    String value = values.get(key);
    if (hasOrderOfTexts(key)) {
      for (KeyCondition condition : conditions.get(key)) {
        String low = condition.low();
        if (low != null && SortableValue.isPlain(low) && SortableValue.compare(value, low) < 0) {
          return Optional.of(before + low);
        }
        String high = condition.high();
        if (high != null && SortableValue.isPlain(high) && SortableValue.compare(value, high) > 0) {
          return before.isEmpty()
              ? Optional.empty()
              : Optional.of(before.substring(0, before.length() - 1) + AFTER_END);
        }
      }
    }
    return Optional.of(before + value + AFTER_END);
  }

  private boolean hasOrderOfTexts(int key) {
    String type = table.keys().get(key).type();
    return type == null || PartitionValue.hasOrderOfTexts(type.toLowerCase(Locale.ROOT));
  }

  private record Entry(String key, @Nullable String document) {}

  private List<Entry> read(boolean withDocuments, String from, String to, int step)
      throws SQLException {
    return Sql.list(
        tx,
        "SELECT value_key"
            + (withDocuments ? ", document" : "")
            + " FROM catalog_partition"
            + " WHERE table_id = ? AND value_key > ? AND value_key < ?"
            + " ORDER BY value_key LIMIT ?",
        row -> new Entry(row.getString(1), withDocuments ? row.getString(2) : null),
        table.id(),
        from,
        to,
        step);
  }

  private Optional<String> document(String key) throws SQLException {
    return Sql.one(
        tx,
        "SELECT document FROM catalog_partition WHERE table_id = ? AND value_key = ?",
        row -> row.getString(1),
        table.id(),
        key);
  }
}
