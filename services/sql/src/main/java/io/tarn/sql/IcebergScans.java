package io.tarn.sql;

import io.tarn.catalog.iceberg.Location;
import io.tarn.kernel.ServiceError;
import io.tarn.ledger.Tx;
import io.tarn.sql.spi.EngineException;
import io.tarn.sql.spi.LakeTable;
import io.tarn.sql.spi.TableFormat;
import io.tarn.store.ObjectVersion;
import io.trino.sql.planner.plan.PlanNodeId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableScan;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Which files of an Iceberg table a statement reads. */
final class IcebergScans {
  private IcebergScans() {}

  /**
   * What a scan reads.
   *
   * @param filter which rows it asks for, at least
   */
  record Planned(LakeTable table, Expression filter, List<FileScanTask> tasks) {}

  /** The files of every scan of an Iceberg table in a plan. */
  static Map<PlanNodeId, Planned> plan(
      StatementContext context,
      PartitionPruner pruner,
      IcebergFilters filters,
      Predicate<FileScanTask> chosen) {
    Map<PlanNodeId, Planned> planned = new LinkedHashMap<>();
    pruner
        .scans()
        .forEach(
            (id, scan) -> {
              LakeTable lake = scan.table();
              if (lake.isIceberg()) {
                Table table = context.metastore().iceberg().load(lake.database(), lake.name());
                Expression filter = filters.of(scan);
                planned.put(id, new Planned(lake, filter, files(lake, table, filter, chosen)));
              }
            });
    int files = planned.values().stream().mapToInt(plan -> plan.tasks().size()).sum();
    if (files > context.limits().filesRead()) {
      throw new EngineException(
          "GENERIC_USER_ERROR",
          "The statement reads more than " + context.limits().filesRead() + " objects");
    }
    return planned;
  }

  /** How a table's files of a format are read. */
  static LakeTable layout(LakeTable table, FileFormat format) {
    return new LakeTable(
        table.database(),
        table.name(),
        format(format),
        table.location(),
        Map.of(),
        table.columns(),
        List.of());
  }

  /** The object that a file of Iceberg's metadata is. */
  static ObjectVersion object(Tx tx, StatementContext context, ContentFile<?> file)
      throws SQLException {
    Location place = StagedFiles.locate(file.location());
    try {
      return context
          .objects()
          .find(tx, place.bucket(), place.key())
          .orElseThrow(
              () ->
                  new EngineException(
                      IcebergErrors.CANNOT_OPEN_SPLIT,
                      "Error opening Iceberg split " + file.location() + ": No such object"));
    } catch (ServiceError e) {
      throw new EngineException(
          IcebergErrors.CANNOT_OPEN_SPLIT,
          "Error opening Iceberg split " + file.location() + ": " + e.message(),
          e);
    }
  }

  /**
   * The files of a table's snapshot that may hold rows of a filter.
   *
   * @param chosen which of them are wanted
   */
  static List<FileScanTask> files(
      LakeTable lake, Table table, Expression filter, Predicate<FileScanTask> chosen) {
    List<FileScanTask> tasks = new ArrayList<>();
    if (lake.snapshot().isEmpty()) {
      return tasks;
    }
    TableScan scan =
        table
            .newScan()
            .useSnapshot(lake.snapshot().getAsLong())
            .caseSensitive(false)
            .filter(filter);
    try (CloseableIterable<FileScanTask> planned = scan.planFiles()) {
      for (FileScanTask task : planned) {
        if (chosen.test(task)) {
          tasks.add(task);
        }
      }
    } catch (ServiceError e) {
      throw IcebergTables.denied(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return tasks;
  }

  /**
   * What a file's columns count as that it does not have. Source: Apache Iceberg, "Table Spec",
   * "Column Projection".
   */
  static Map<Integer, Object> absent(FileScanTask task) {
    Map<Integer, Object> absent = new HashMap<>();
    for (Types.NestedField field : task.schema().columns()) {
      Object otherwise = IcebergValues.of(field.type(), field.initialDefault());
      if (otherwise != null) {
        absent.put(field.fieldId(), otherwise);
      }
    }
    PartitionSpec spec = task.spec();
    for (int i = 0; i < spec.fields().size(); i++) {
      if (spec.fields().get(i).transform().isIdentity()) {
        Type type = spec.partitionType().fields().get(i).type();
        Object value = IcebergValues.of(type, task.partition().get(i, Object.class));
        if (value == null) {
          absent.remove(spec.fields().get(i).sourceId());
        } else {
          absent.put(spec.fields().get(i).sourceId(), value);
        }
      }
    }
    return absent;
  }

  static TableFormat format(FileFormat format) {
    return switch (format) {
      case PARQUET -> TableFormat.PARQUET;
      case ORC -> TableFormat.ORC;
      case AVRO -> TableFormat.AVRO;
      case PUFFIN, METADATA ->
          throw new EngineException("ICEBERG_BAD_DATA", "A file of rows cannot be " + format);
    };
  }
}
