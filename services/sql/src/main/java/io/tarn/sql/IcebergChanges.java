package io.tarn.sql;

import static java.util.Objects.requireNonNull;

import io.tarn.sql.spi.Execution;
import io.tarn.sql.spi.LakeTable;
import io.trino.sql.tree.CreateTableAsSelect;
import io.trino.sql.tree.Insert;
import io.trino.sql.tree.Statement;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileMetadata;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.expressions.Expression;

/**
 * Runs what writes rows of Iceberg tables: INSERT, CREATE TABLE AS, UPDATE, DELETE and MERGE. Rows
 * that are no more are named by their places, as the specification's second version has it.
 */
final class IcebergChanges {
  private final StatementContext context;
  private final TrinoFront.Planned planned;
  private final Outcome outcome;

  private IcebergChanges(StatementContext context, TrinoFront.Planned planned, Outcome outcome) {
    this.context = context;
    this.planned = planned;
    this.outcome = outcome;
  }

  /** What a statement that writes rows of an Iceberg table does with its execution. */
  @FunctionalInterface
  interface Step {
    void run(Execution execution, ScanFiles files) throws IOException;
  }

  /** Empty for every other statement. */
  static Optional<Step> of(
      Statement statement, TrinoFront.Planned planned, StatementContext context, Outcome outcome) {
    IcebergChanges changes = new IcebergChanges(context, planned, outcome);
    if (planned.changed().isPresent()) {
      LakeTable target = planned.changed().get();
      changes.checkWritten(target);
      return Optional.of((execution, files) -> changes.change(target, execution, files));
    }
    if (statement instanceof Insert && planned.insertTarget().isIceberg()) {
      LakeTable target = planned.insertTarget();
      changes.checkWritten(target);
      return Optional.of((execution, _) -> changes.insert(target, execution));
    }
    if (statement instanceof CreateTableAsSelect && IcebergCreation.isAsked(planned.newTable())) {
      IcebergCreation creation = IcebergCreation.of(planned.newTable(), context);
      return Optional.of((execution, _) -> changes.create(creation, execution));
    }
    return Optional.empty();
  }

  private void checkWritten(LakeTable target) {
    CatalogChecks.table(context, "glue:GetTable", target.database(), target.name());
    CatalogChecks.table(context, "glue:UpdateTable", target.database(), target.name());
  }

  private Table load(LakeTable target) {
    return context.metastore().iceberg().load(target.database(), target.name());
  }

  private static TableIdentifier identifier(LakeTable target) {
    return TableIdentifier.of(target.database(), target.name());
  }

  private void insert(LakeTable target, Execution execution) throws IOException {
    IcebergWriting writing = IcebergWriting.of(context, load(target));
    Execution.Written written = execution.write(writing.spec(planned.root().getColumnNames()));
    List<DataFile> added = new ArrayList<>();
    IcebergCommit commit =
        new IcebergCommit(
            context,
            catalog -> {
              if (!added.isEmpty()) {
                append(catalog.loadTable(identifier(target)).newAppend(), added);
              }
            });
    outcome.publishing = Optional.of(commit);
    StringBuilder manifest = new StringBuilder();
    added.addAll(writing.take(written, commit.files(), manifest));
    finish(written.rows(), written.bytes(), manifest);
  }

  private static void append(AppendFiles append, List<DataFile> added) {
    added.forEach(append::appendFile);
    append.commit();
  }

  private void create(IcebergCreation creation, Execution execution) throws IOException {
    List<DataFile> added = new ArrayList<>();
    IcebergCommit commit =
        new IcebergCommit(
            context,
            catalog -> {
              Transaction creating = creation.builder(catalog).createTransaction();
              if (!added.isEmpty()) {
                append(creating.newAppend(), added);
              }
              creating.commitTransaction();
            });
    outcome.publishing = Optional.of(commit);
    IcebergWriting writing = creation.writing();
    Execution.Written written = execution.write(writing.spec(planned.root().getColumnNames()));
    StringBuilder manifest = new StringBuilder();
    added.addAll(writing.take(written, commit.files(), manifest));
    finish(written.rows(), written.bytes(), manifest);
  }

  private void change(LakeTable target, Execution execution, ScanFiles files) throws IOException {
    Table table = load(target);
    IcebergWriting.requireNoLineage(table, "UPDATE, DELETE or MERGE");
    IcebergWriting writing = IcebergWriting.of(context, table);
    List<String> outputs = planned.root().getColumnNames();
    Execution.Changed changed = execution.change(writing.spec(outputs.subList(2, outputs.size())));
    List<DataFile> added = new ArrayList<>();
    List<DeleteFile> deletes = new ArrayList<>();
    Expression filter = files.filterOf(target);
    IcebergCommit commit =
        new IcebergCommit(
            context,
            catalog -> {
              if (!added.isEmpty() || !deletes.isEmpty()) {
                RowDelta delta = catalog.loadTable(identifier(target)).newRowDelta();
                added.forEach(delta::addRows);
                deletes.forEach(delta::addDeletes);
                validated(delta, target, table, filter, deletes).commit();
              }
            });
    outcome.publishing = Optional.of(commit);
    StringBuilder manifest = new StringBuilder();
    added.addAll(writing.take(changed.inserted(), commit.files(), manifest));
    for (Execution.Deleted deleted : changed.deleted()) {
      FileScanTask task = files.icebergFile(deleted.uri());
      deletes.add(deletes(table, writing, task, deleted, deletes.size(), commit));
    }
    finish(changed.rows(), changed.inserted().bytes(), manifest);
  }

  private static DeleteFile deletes(
      Table table,
      IcebergWriting writing,
      FileScanTask task,
      Execution.Deleted deleted,
      int number,
      IcebergCommit commit)
      throws IOException {
    PartitionSpec spec = requireNonNull(table.specs().get(task.file().specId()));
    String name = writing.name(number, "-deletes", FileFormat.PARQUET);
    String location =
        spec.isPartitioned()
            ? table.locationProvider().newDataLocation(spec, task.file().partition(), name)
            : table.locationProvider().newDataLocation(name);
    commit.files().take(location, deleted.file().path());
    FileMetadata.Builder builder =
        FileMetadata.deleteFileBuilder(spec)
            .ofPositionDeletes()
            .withPath(location)
            .withFormat(FileFormat.PARQUET)
            .withFileSizeInBytes(deleted.file().size())
            .withRecordCount(deleted.file().rows())
            .withReferencedDataFile(deleted.uri());
    return (spec.isPartitioned() ? builder.withPartition(task.file().partition()) : builder)
        .build();
  }

  /** What must still hold when the change is committed upon another writer's. */
  private static RowDelta validated(
      RowDelta delta, LakeTable read, Table table, Expression filter, List<DeleteFile> deletes) {
    if (read.snapshot().isPresent()) {
      delta.validateFromSnapshot(read.snapshot().getAsLong());
    }
    delta
        .conflictDetectionFilter(filter)
        .caseSensitive(false)
        .validateDataFilesExist(deletes.stream().map(DeleteFile::referencedDataFile).toList())
        .validateDeletedFiles()
        .validateNoConflictingDeleteFiles();
    String isolation =
        table
            .properties()
            .getOrDefault(
                TableProperties.UPDATE_ISOLATION_LEVEL,
                TableProperties.UPDATE_ISOLATION_LEVEL_DEFAULT);
    if (isolation.equalsIgnoreCase("serializable")) {
      delta.validateNoConflictingDataFiles();
    }
    return delta;
  }

  private void finish(long rows, long bytes, StringBuilder manifest) throws IOException {
    outcome.bytesScanned = bytes;
    outcome.outputRows = rows;
    outcome.updateCount = Optional.of(rows);
    QueryStatements.written(context, outcome, manifest.toString());
  }
}
