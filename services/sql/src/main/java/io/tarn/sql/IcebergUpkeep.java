package io.tarn.sql;

import static java.util.Objects.requireNonNull;

import io.tarn.ledger.Pages;
import io.tarn.sql.spi.EngineException;
import io.tarn.sql.spi.Execution;
import io.tarn.sql.spi.LakeTable;
import io.tarn.sql.spi.SqlEngine;
import io.tarn.store.Objects;
import io.tarn.store.Publication;
import io.trino.sql.tree.Statement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.util.DeleteFileSet;
import org.apache.iceberg.util.StructLikeWrapper;

/**
 * OPTIMIZE and VACUUM. Source: Athena User Guide, "Optimize Iceberg tables", with the names and
 * defaults of their properties.
 */
final class IcebergUpkeep {
  private static final long TARGET_BYTES = 512L << 20;
  private static final int BATCH = 500;

  private final StatementContext context;
  private final Outcome outcome;

  IcebergUpkeep(StatementContext context, Outcome outcome) {
    this.context = context;
    this.outcome = outcome;
  }

  private Table load(Ddl.Name name) {
    io.tarn.api.glue.Table found = DdlStatements.load(name, context);
    String database = context.databaseOf(name.database());
    if (!LedgerMetastore.isIceberg(found)) {
      throw EngineException.unsupported("OPTIMIZE or VACUUM of a table that is not Iceberg's");
    }
    CatalogChecks.table(context, "glue:UpdateTable", database, name.table());
    if (!context.metastore().visible(database, name.table()).isAll()) {
      // The rows are read as the caller sees them: those that are hidden would be lost.
      throw new EngineException(
          "PERMISSION_DENIED",
          "Access Denied: Cannot optimize table "
              + name.table()
              + " of which rows or columns are hidden");
    }
    return context.metastore().iceberg().load(database, name.table());
  }

  private static long property(Table table, String name, long otherwise) {
    String text = table.properties().get(name);
    try {
      return text == null ? otherwise : Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new EngineException(
          "INVALID_TABLE_PROPERTY", "The property " + name + " is no number: " + text, e);
    }
  }

  /** Packs small files into larger ones, and leaves rows out that do not count. */
  void optimize(
      Statements.Optimize optimize,
      TrinoFront front,
      SqlEngine engine,
      QueryStatements.Started started) {
    Table table = load(optimize.name());
    IcebergWriting.requireNoLineage(table, "OPTIMIZE");
    String database = context.databaseOf(optimize.name().database());
    String from = "SELECT * FROM \"" + database + "\".\"" + optimize.name().table() + "\"";
    TrinoFront.Context where = TrinoFront.Context.of(context);
    Expression filter =
        optimize
            .where()
            .map(
                condition ->
                    front.plan(
                        TrinoFront.parse(from + " WHERE " + condition),
                        List.of(),
                        where,
                        planned -> filter(planned, table)))
            .orElse(Expressions.alwaysTrue());
    Statement all = TrinoFront.parse(from);
    front.plan(
        all,
        List.of(),
        where,
        planned -> {
          rewrite(database, optimize.name().table(), table, filter, planned, engine, started);
          return true;
        });
  }

  /** Files are rewritten whole: the condition may only tell partitions apart. */
  private static Expression filter(TrinoFront.Planned planned, Table table) {
    PartitionPruner.Scan scan =
        new PartitionPruner(planned.functions(), planned.root())
            .scans().values().stream().findFirst().orElseThrow();
    Set<String> keys =
        table.spec().fields().stream()
            .map(field -> table.schema().findColumnName(field.sourceId()))
            .collect(Collectors.toSet());
    for (io.trino.sql.ir.Expression condition : scan.filters()) {
      for (io.trino.sql.planner.Symbol symbol :
          io.trino.sql.planner.SymbolsExtractor.extractUnique(condition)) {
        if (scan.node().getAssignments().get(symbol) instanceof io.tarn.sql.spi.LakeColumn column
            && !keys.contains(column.name())) {
          throw EngineException.unsupported(
              "OPTIMIZE with a condition on " + column.name() + ", which is no partition column,");
        }
      }
    }
    return new IcebergFilters(planned.functions()).of(scan);
  }

  private void rewrite(
      String database,
      String name,
      Table table,
      Expression filter,
      TrinoFront.Planned planned,
      SqlEngine engine,
      QueryStatements.Started started) {
    LakeTable lake = context.metastore().iceberg().lake(database, name);
    Map<String, FileScanTask> chosen = chosen(lake, table, filter);
    if (chosen.isEmpty()) {
      return;
    }
    IcebergWriting writing = IcebergWriting.of(context, table);
    Set<DataFile> added = new HashSet<>();
    IcebergCommit commit =
        new IcebergCommit(
            context,
            catalog ->
                replace(
                    catalog.loadTable(TableIdentifier.of(database, name)).newRewrite(),
                    table,
                    lake,
                    chosen,
                    added));
    outcome.publishing = Optional.of(commit);
    try (ScanFiles files =
            ScanFiles.resolve(
                context,
                planned.functions(),
                planned.root(),
                task -> chosen.containsKey(task.file().location()));
        Objects.Scratch scratch = context.objects().scratch();
        Execution execution =
            engine.prepare(context.query(planned.root(), files, scratch), planned.functions())) {
      started.with(execution);
      Execution.Written written = execution.write(writing.spec(planned.root().getColumnNames()));
      added.addAll(writing.take(written, commit.files(), new StringBuilder()));
      outcome.bytesScanned = written.bytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void replace(
      RewriteFiles rewrite,
      Table table,
      LakeTable lake,
      Map<String, FileScanTask> chosen,
      Set<DataFile> added) {
    long snapshot = lake.snapshot().orElseThrow();
    rewrite
        .validateFromSnapshot(snapshot)
        .dataSequenceNumber(requireNonNull(table.snapshot(snapshot)).sequenceNumber());
    Set<DeleteFile> deletes = DeleteFileSet.create();
    for (FileScanTask task : chosen.values()) {
      rewrite.deleteFile(task.file());
      for (DeleteFile file : task.deletes()) {
        // One that names rows of this file alone has nothing left to say.
        if (task.file().location().equals(file.referencedDataFile())) {
          deletes.add(file);
        }
      }
    }
    deletes.forEach(rewrite::deleteFile);
    added.forEach(rewrite::addFile);
    rewrite.commit();
  }

  private static Map<String, FileScanTask> chosen(LakeTable lake, Table table, Expression filter) {
    long least = property(table, "optimize_rewrite_min_data_file_size_bytes", TARGET_BYTES * 3 / 4);
    long most = property(table, "optimize_rewrite_max_data_file_size_bytes", TARGET_BYTES * 9 / 5);
    long files = property(table, "optimize_rewrite_data_file_threshold", 5);
    long deletes = property(table, "optimize_rewrite_delete_file_threshold", 2);
    Map<StructLikeWrapper, List<FileScanTask>> partitions = new HashMap<>();
    for (FileScanTask task : IcebergScans.files(lake, table, filter, _ -> true)) {
      long size = task.file().fileSizeInBytes();
      if (size < least || size > most || task.deletes().size() >= deletes) {
        StructLike partition = task.file().partition();
        partitions
            .computeIfAbsent(
                StructLikeWrapper.forType(task.spec().partitionType()).set(partition),
                _ -> new ArrayList<>())
            .add(task);
      }
    }
    Map<String, FileScanTask> chosen = new HashMap<>();
    for (List<FileScanTask> partition : partitions.values()) {
      for (FileScanTask task : partition) {
        if (partition.size() >= files || task.deletes().size() >= deletes) {
          chosen.put(task.file().location(), task);
        }
      }
    }
    return chosen;
  }

  /** Lets old snapshots go, then every file that nothing leads to any more. */
  void vacuum(Ddl.Vacuum vacuum) {
    Table table = load(vacuum.name());
    Duration age =
        Duration.ofSeconds(
            property(table, "vacuum_max_snapshot_age_seconds", Duration.ofDays(5).toSeconds()));
    int keep = Math.toIntExact(property(table, "vacuum_min_snapshots_to_keep", 1));
    Instant oldest = context.call().now().minus(age);
    Set<String> before = IcebergFiles.reachable(table);
    table
        .expireSnapshots()
        .expireOlderThan(oldest.toEpochMilli())
        .retainLast(Math.max(1, keep))
        .cleanExpiredFiles(false)
        .commit();
    table.refresh();
    Set<String> after = IcebergFiles.reachable(table);
    List<String> doomed = new ArrayList<>(before);
    doomed.removeAll(after);
    doomed.addAll(orphans(table, after, oldest));
    remove(doomed.stream().distinct().toList());
  }

  /** Files of writers that came to no end: below the table's own folders, and old. */
  private List<String> orphans(Table table, Set<String> reachable, Instant oldest) {
    List<String> orphans = new ArrayList<>();
    for (String folder : List.of("/data", "/metadata")) {
      S3Location place = S3Location.parse(table.location() + folder).orElseThrow();
      context.checkList(place);
      Pages.forEach(
          context.ledger(),
          (tx, after) -> context.objects().list(tx, place.bucket(), place.prefix(), after, 1000),
          version -> {
            if (!reachable.contains(version.uri()) && version.modified().isBefore(oldest)) {
              orphans.add(version.uri());
            }
          });
    }
    return orphans;
  }

  private void remove(List<String> files) {
    List<Publication> objects = IcebergFiles.removals(context, files);
    for (int from = 0; from < objects.size(); from += BATCH) {
      List<Publication> batch = objects.subList(from, Math.min(from + BATCH, objects.size()));
      context
          .ledger()
          .commit(
              tx -> {
                for (Publication object : batch) {
                  context.objects().delete(tx, object);
                }
                return batch.size();
              });
    }
  }
}
