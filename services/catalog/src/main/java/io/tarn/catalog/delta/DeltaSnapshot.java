package io.tarn.catalog.delta;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One version of a Delta table.
 *
 * @param root the table's {@code s3://} folder, with a slash at its end
 * @param committed when the version was written
 * @param schema as the log has it, Spark's JSON
 * @param columns all of them, in the table's order
 * @param partitionColumns those of them whose values stand in the log
 * @param files empty when they were not asked for
 */
public record DeltaSnapshot(
    String root,
    long version,
    Instant committed,
    String schema,
    List<DeltaColumn> columns,
    List<DeltaColumn> partitionColumns,
    Map<String, String> configuration,
    @Nullable String description,
    List<DeltaFile> files) {
  public DeltaSnapshot {
    requireNonNull(root, "root is null");
    requireNonNull(committed, "committed is null");
    requireNonNull(schema, "schema is null");
    columns = List.copyOf(columns);
    partitionColumns = List.copyOf(partitionColumns);
    configuration = Map.copyOf(configuration);
    files = List.copyOf(files);
  }

  /** Those whose values stand in the data files. */
  public List<DeltaColumn> dataColumns() {
    return columns.stream().filter(column -> !partitionColumns.contains(column)).toList();
  }

  /** Whether data files may call columns otherwise than the table does. */
  public boolean isMapped() {
    return !mode().equals("none");
  }

  /** Whether columns are found in data files by their numbers, and not by their stored names. */
  public boolean isMappedById() {
    return mode().equals("id");
  }

  private String mode() {
    return configuration.getOrDefault("delta.columnMapping.mode", "none").toLowerCase(Locale.ROOT);
  }

  /** A file's values of the partition columns, in their order; null for NULL. */
  public List<@Nullable String> partitionOf(DeltaFile file) {
    // Collectors refuse nulls.
    List<@Nullable String> values = new java.util.ArrayList<>();
    for (DeltaColumn column : partitionColumns) {
      values.add(PartitionText.of(file.partition().get(column.stored()), column.type()));
    }
    return values;
  }

  /** What no reader of plain Parquet files would see rightly; empty for none. */
  public Optional<String> unreadable() {
    if (isMapped()) {
      return Optional.of(
          "A Delta table with column mapping (delta.columnMapping.mode = "
              + configuration.get("delta.columnMapping.mode")
              + ")");
    }
    return files.stream().anyMatch(DeltaFile::hasDeletionVector)
        ? Optional.of("A Delta table with deletion vectors")
        : Optional.empty();
  }
}
