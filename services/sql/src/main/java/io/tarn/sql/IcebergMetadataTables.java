package io.tarn.sql;

import static java.util.Objects.requireNonNull;

import io.tarn.sql.spi.LakeColumn;
import io.tarn.sql.spi.LakeTable;
import io.trino.spi.connector.SchemaTableName;
import io.trino.spi.type.ArrayType;
import io.trino.spi.type.BigintType;
import io.trino.spi.type.BooleanType;
import io.trino.spi.type.IntegerType;
import io.trino.spi.type.MapType;
import io.trino.spi.type.RowType;
import io.trino.spi.type.TimestampWithTimeZoneType;
import io.trino.spi.type.Type;
import io.trino.spi.type.TypeOperators;
import io.trino.spi.type.VarbinaryType;
import io.trino.spi.type.VarcharType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.HistoryEntry;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.transforms.Transforms;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.SnapshotUtil;
import org.jspecify.annotations.Nullable;

/**
 * What Iceberg's metadata tells of a table, as tables. Source: Athena User Guide, "Query Iceberg
 * table metadata"; Trino, "Iceberg connector", "Metadata tables".
 */
final class IcebergMetadataTables {
  private static final TypeOperators OPERATORS = new TypeOperators();
  private static final Type INSTANT = TimestampWithTimeZoneType.TIMESTAMP_TZ_MILLIS;
  private static final MapType TEXTS =
      new MapType(VarcharType.VARCHAR, VarcharType.VARCHAR, OPERATORS);
  private static final MapType COUNTS =
      new MapType(IntegerType.INTEGER, BigintType.BIGINT, OPERATORS);
  private static final MapType BOUNDS =
      new MapType(IntegerType.INTEGER, VarcharType.VARCHAR, OPERATORS);
  private static final ArrayType OFFSETS = new ArrayType(BigintType.BIGINT);
  private static final ArrayType IDS = new ArrayType(IntegerType.INTEGER);
  private static final RowType SUMMARY =
      RowType.from(
          List.of(
              RowType.field("contains_null", BooleanType.BOOLEAN),
              RowType.field("contains_nan", BooleanType.BOOLEAN),
              RowType.field("lower_bound", VarcharType.VARCHAR),
              RowType.field("upper_bound", VarcharType.VARCHAR)));
  private static final ArrayType SUMMARIES = new ArrayType(SUMMARY);

  private final LakeTable lake;
  private final Table table;

  private IcebergMetadataTables(LakeTable lake, Table table) {
    this.lake = lake;
    this.table = table;
  }

  /** Empty for a name that no such table has. */
  static Optional<ListedTable> of(String name, LakeTable lake, Table table) {
    IcebergMetadataTables tables = new IcebergMetadataTables(lake, table);
    return switch (name.substring(name.lastIndexOf('$') + 1)) {
      case "snapshots" -> Optional.of(tables.snapshots(name));
      case "history" -> Optional.of(tables.history(name));
      case "refs" -> Optional.of(tables.refs(name));
      case "manifests" -> Optional.of(tables.manifests(name));
      case "files" -> Optional.of(tables.files(name));
      case "partitions" -> Optional.of(tables.partitions(name));
      case "properties" -> Optional.of(tables.properties(name));
      default -> Optional.empty();
    };
  }

  private ListedTable listed(
      String name, Map<String, Type> types, Supplier<List<List<@Nullable Object>>> rows) {
    List<LakeColumn> columns = new ArrayList<>();
    types.forEach(
        (column, type) -> columns.add(new LakeColumn(column, type, columns.size(), false)));
    return new ListedTable(new SchemaTableName(lake.database(), name), columns, rows);
  }

  private static Map<String, Type> types(Object... namesAndTypes) {
    Map<String, Type> types = new LinkedHashMap<>();
    for (int i = 0; i < namesAndTypes.length; i += 2) {
      types.put((String) namesAndTypes[i], (Type) namesAndTypes[i + 1]);
    }
    return types;
  }

  private static List<@Nullable Object> row(@Nullable Object... values) {
    return Arrays.asList(values);
  }

  private ListedTable snapshots(String name) {
    return listed(
        name,
        types(
            "committed_at", INSTANT,
            "snapshot_id", BigintType.BIGINT,
            "parent_id", BigintType.BIGINT,
            "operation", VarcharType.VARCHAR,
            "manifest_list", VarcharType.VARCHAR,
            "summary", TEXTS),
        () -> {
          List<List<@Nullable Object>> rows = new ArrayList<>();
          for (Snapshot snapshot : table.snapshots()) {
            rows.add(
                row(
                    IcebergValues.millis(snapshot.timestampMillis()),
                    snapshot.snapshotId(),
                    snapshot.parentId(),
                    IcebergValues.text(snapshot.operation()),
                    IcebergValues.text(snapshot.manifestListLocation()),
                    IcebergValues.map(TEXTS, snapshot.summary())));
          }
          return rows;
        });
  }

  private ListedTable history(String name) {
    return listed(
        name,
        types(
            "made_current_at", INSTANT,
            "snapshot_id", BigintType.BIGINT,
            "parent_id", BigintType.BIGINT,
            "is_current_ancestor", BooleanType.BOOLEAN),
        () -> {
          Set<Long> ancestors = Set.copyOf(SnapshotUtil.currentAncestorIds(table));
          List<List<@Nullable Object>> rows = new ArrayList<>();
          for (HistoryEntry entry : table.history()) {
            Snapshot snapshot = table.snapshot(entry.snapshotId());
            rows.add(
                row(
                    IcebergValues.millis(entry.timestampMillis()),
                    entry.snapshotId(),
                    snapshot == null ? null : snapshot.parentId(),
                    ancestors.contains(entry.snapshotId())));
          }
          return rows;
        });
  }

  private ListedTable refs(String name) {
    return listed(
        name,
        types(
            "name", VarcharType.VARCHAR,
            "type", VarcharType.VARCHAR,
            "snapshot_id", BigintType.BIGINT,
            "max_reference_age_in_ms", BigintType.BIGINT,
            "min_snapshots_to_keep", IntegerType.INTEGER,
            "max_snapshot_age_in_ms", BigintType.BIGINT),
        () -> {
          List<List<@Nullable Object>> rows = new ArrayList<>();
          for (Map.Entry<String, SnapshotRef> entry : table.refs().entrySet()) {
            SnapshotRef ref = entry.getValue();
            Integer keep = ref.minSnapshotsToKeep();
            rows.add(
                row(
                    IcebergValues.text(entry.getKey()),
                    IcebergValues.text(ref.isBranch() ? "BRANCH" : "TAG"),
                    ref.snapshotId(),
                    ref.maxRefAgeMs(),
                    keep == null ? null : (Object) keep.longValue(),
                    ref.maxSnapshotAgeMs()));
          }
          return rows;
        });
  }

  private ListedTable properties(String name) {
    return listed(
        name,
        types("key", VarcharType.VARCHAR, "value", VarcharType.VARCHAR),
        () ->
            table.properties().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(
                    entry ->
                        row(
                            IcebergValues.text(entry.getKey()),
                            IcebergValues.text(entry.getValue())))
                .toList());
  }

  private List<ManifestFile> allManifests() {
    return lake.snapshot().isEmpty()
        ? List.of()
        : requireNonNull(table.snapshot(lake.snapshot().getAsLong())).allManifests(table.io());
  }

  private ListedTable manifests(String name) {
    return listed(
        name,
        types(
            "path", VarcharType.VARCHAR,
            "length", BigintType.BIGINT,
            "partition_spec_id", IntegerType.INTEGER,
            "added_snapshot_id", BigintType.BIGINT,
            "added_data_files_count", IntegerType.INTEGER,
            "added_rows_count", BigintType.BIGINT,
            "existing_data_files_count", IntegerType.INTEGER,
            "existing_rows_count", BigintType.BIGINT,
            "deleted_data_files_count", IntegerType.INTEGER,
            "deleted_rows_count", BigintType.BIGINT,
            "partition_summaries", SUMMARIES),
        () ->
            allManifests().stream()
                .map(
                    manifest ->
                        row(
                            IcebergValues.text(manifest.path()),
                            manifest.length(),
                            (long) manifest.partitionSpecId(),
                            manifest.snapshotId(),
                            number(manifest.addedFilesCount()),
                            manifest.addedRowsCount(),
                            number(manifest.existingFilesCount()),
                            manifest.existingRowsCount(),
                            number(manifest.deletedFilesCount()),
                            manifest.deletedRowsCount(),
                            summaries(manifest)))
                .toList());
  }

  private static @Nullable Object number(@Nullable Integer number) {
    return number == null ? null : (Object) number.longValue();
  }

  private Object summaries(ManifestFile manifest) {
    PartitionSpec spec = requireNonNull(table.specs().get(manifest.partitionSpecId()));
    List<Object> summaries = new ArrayList<>();
    List<ManifestFile.PartitionFieldSummary> partitions = manifest.partitions();
    for (int i = 0; partitions != null && i < partitions.size(); i++) {
      ManifestFile.PartitionFieldSummary summary = partitions.get(i);
      Types.NestedField field = spec.partitionType().fields().get(i);
      summaries.add(
          IcebergValues.row(
              SUMMARY,
              row(
                  summary.containsNull(),
                  summary.containsNaN(),
                  IcebergValues.text(human(field.type(), summary.lowerBound())),
                  IcebergValues.text(human(field.type(), summary.upperBound())))));
    }
    return requireNonNull(IcebergValues.array(SUMMARIES, summaries));
  }

  private static @Nullable String human(
      org.apache.iceberg.types.Type type, @Nullable ByteBuffer bound) {
    return bound == null
        ? null
        : Transforms.identity().toHumanString(type, Conversions.fromByteBuffer(type, bound));
  }

  /** Every file that is live in the snapshot; each is handed over as a copy. */
  private List<ContentFile<?>> live() {
    List<ContentFile<?>> files = new ArrayList<>();
    for (ManifestFile manifest : allManifests()) {
      IcebergFiles.read(table, manifest, file -> files.add((ContentFile<?>) file.copy()));
    }
    return files;
  }

  /** All fields that any of the table's layouts is partitioned by. */
  private Optional<RowType> partitionType() {
    List<RowType.Field> fields =
        table.spec().partitionType().fields().stream()
            .map(field -> RowType.field(field.name(), IcebergTypes.trino(field.type())))
            .toList();
    return fields.isEmpty() ? Optional.empty() : Optional.of(RowType.from(fields));
  }

  /** A file's partition in the table's present layout: by the numbers of the fields. */
  private List<@Nullable Object> partition(ContentFile<?> file) {
    PartitionSpec spec = requireNonNull(table.specs().get(file.specId()));
    List<@Nullable Object> values = new ArrayList<>();
    for (Types.NestedField field : table.spec().partitionType().fields()) {
      Object value = null;
      List<PartitionField> own = spec.fields();
      for (int i = 0; i < own.size(); i++) {
        if (own.get(i).fieldId() == field.fieldId()) {
          value = ((StructLike) file.partition()).get(i, Object.class);
        }
      }
      values.add(IcebergValues.of(field.type(), value));
    }
    return values;
  }

  private ListedTable files(String name) {
    Map<String, Type> types =
        types(
            "content", IntegerType.INTEGER,
            "file_path", VarcharType.VARCHAR,
            "file_format", VarcharType.VARCHAR,
            "spec_id", IntegerType.INTEGER);
    Optional<RowType> partition = partitionType();
    partition.ifPresent(type -> types.put("partition", type));
    types.putAll(
        types(
            "record_count", BigintType.BIGINT,
            "file_size_in_bytes", BigintType.BIGINT,
            "column_sizes", COUNTS,
            "value_counts", COUNTS,
            "null_value_counts", COUNTS,
            "nan_value_counts", COUNTS,
            "lower_bounds", BOUNDS,
            "upper_bounds", BOUNDS,
            "key_metadata", VarbinaryType.VARBINARY,
            "split_offsets", OFFSETS,
            "equality_ids", IDS,
            "sort_order_id", IntegerType.INTEGER));
    return listed(
        name, types, () -> live().stream().map(file -> describe(file, partition)).toList());
  }

  private List<@Nullable Object> describe(ContentFile<?> file, Optional<RowType> partition) {
    List<@Nullable Object> row = new ArrayList<>();
    row.add((long) file.content().id());
    row.add(IcebergValues.text(file.location()));
    row.add(IcebergValues.text(file.format()));
    row.add((long) file.specId());
    partition.ifPresent(type -> row.add(IcebergValues.row(type, partition(file))));
    row.add(file.recordCount());
    row.add(file.fileSizeInBytes());
    row.add(IcebergValues.map(COUNTS, file.columnSizes()));
    row.add(IcebergValues.map(COUNTS, file.valueCounts()));
    row.add(IcebergValues.map(COUNTS, file.nullValueCounts()));
    row.add(IcebergValues.map(COUNTS, file.nanValueCounts()));
    row.add(IcebergValues.map(BOUNDS, bounds(file.lowerBounds())));
    row.add(IcebergValues.map(BOUNDS, bounds(file.upperBounds())));
    row.add(IcebergValues.of(Types.BinaryType.get(), file.keyMetadata()));
    row.add(IcebergValues.array(OFFSETS, file.splitOffsets()));
    row.add(IcebergValues.array(IDS, file.equalityFieldIds()));
    row.add(number(file.sortOrderId()));
    return row;
  }

  private @Nullable Map<Integer, String> bounds(@Nullable Map<Integer, ByteBuffer> bounds) {
    if (bounds == null) {
      return null;
    }
    return bounds.entrySet().stream()
        .filter(entry -> table.schema().findType(entry.getKey()) != null)
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                entry ->
                    String.valueOf(
                        human(table.schema().findType(entry.getKey()), entry.getValue()))));
  }

  private ListedTable partitions(String name) {
    Map<String, Type> types = new LinkedHashMap<>();
    Optional<RowType> partition = partitionType();
    partition.ifPresent(type -> types.put("partition", type));
    types.putAll(
        types(
            "record_count", BigintType.BIGINT,
            "file_count", BigintType.BIGINT,
            "total_size", BigintType.BIGINT));
    return listed(
        name,
        types,
        () -> {
          Map<List<@Nullable Object>, long[]> sums = new LinkedHashMap<>();
          for (ContentFile<?> file : live()) {
            if (file.content().id() == 0) {
              long[] sum = sums.computeIfAbsent(partition(file), _ -> new long[3]);
              sum[0] += file.recordCount();
              sum[1]++;
              sum[2] += file.fileSizeInBytes();
            }
          }
          List<List<@Nullable Object>> rows = new ArrayList<>();
          sums.forEach(
              (values, sum) -> {
                List<@Nullable Object> row = new ArrayList<>();
                partition.ifPresent(type -> row.add(IcebergValues.row(type, values)));
                row.add(sum[0]);
                row.add(sum[1]);
                row.add(sum[2]);
                rows.add(row);
              });
          return rows;
        });
  }
}
