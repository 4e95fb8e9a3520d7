package io.tarn.sql;

import io.tarn.api.glue.Column;
import io.tarn.api.glue.Database;
import io.tarn.api.glue.DatabaseInput;
import io.tarn.api.glue.Partition;
import io.tarn.api.glue.PartitionInput;
import io.tarn.api.glue.StorageDescriptor;
import io.tarn.api.glue.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** ALTER of one partition, one column or a database, in Hive's words. */
final class AlterStatements {
  private final StatementContext context;
  private final Outcome outcome;

  AlterStatements(StatementContext context, Outcome outcome) {
    this.context = context;
    this.outcome = outcome;
  }

  void rename(Ddl.RenamePartition ddl) {
    Table table = DdlStatements.load(ddl.name(), context);
    List<String> values = DdlStatements.values(table, ddl.to());
    if (find(ddl.name(), table, values) != null) {
      throw StatementFailure.hive(
          DdlStatements.TASK
              + "Unable to rename partition. Partition already exists:"
              + DdlStatements.partitionName(table, values));
    }
    List<String> from = DdlStatements.values(table, ddl.from());
    Partition partition = existing(ddl.name(), table, from);
    // An external table's files stay where they are.
    update(ddl.name(), table, from, input(partition).values(values).build());
  }

  void move(Ddl.MovePartition ddl) {
    Table table = DdlStatements.load(ddl.name(), context);
    List<String> values = DdlStatements.values(table, ddl.partition());
    Partition partition = existing(ddl.name(), table, values);
    if (S3Location.parse(ddl.location()).isEmpty()) {
      throw StatementFailure.hive("SemanticException Not an s3:// location: " + ddl.location());
    }
    StorageDescriptor storage =
        partition.storageDescriptor() == null
            ? StorageDescriptor.builder().build()
            : partition.storageDescriptor();
    update(
        ddl.name(),
        table,
        values,
        input(partition)
            .storageDescriptor(storage.toBuilder().location(ddl.location()).build())
            .build());
  }

  private Partition existing(Ddl.Name name, Table table, List<String> values) {
    Partition partition = find(name, table, values);
    if (partition == null) {
      throw StatementFailure.hive(
          "SemanticException [Error 10006]: Partition not found ("
              + DdlStatements.partitionName(table, values)
              + ")");
    }
    return partition;
  }

  private @org.jspecify.annotations.Nullable Partition find(
      Ddl.Name name, Table table, List<String> values) {
    String database = context.databaseOf(name.database());
    return context
        .ledger()
        .read(
            tx ->
                context
                    .tables()
                    .findPartition(tx, context.region(), database, table.name(), values))
        .orElse(null);
  }

  private static PartitionInput.Builder input(Partition partition) {
    return PartitionInput.builder()
        .values(partition.values())
        .parameters(partition.parameters())
        .storageDescriptor(partition.storageDescriptor());
  }

  private void update(Ddl.Name name, Table table, List<String> values, PartitionInput input) {
    String database = context.databaseOf(name.database());
    CatalogChecks.table(context, "glue:UpdatePartition", database, table.name());
    DdlStatements.effect(
        outcome,
        tx ->
            context
                .tables()
                .updatePartition(tx, context.change(), database, table.name(), values, input));
  }

  /** The columns of a table after CHANGE COLUMN. */
  static List<Column> changed(Table table, List<Column> columns, Ddl.ChangeColumn ddl) {
    List<Column> all = new ArrayList<>(columns);
    int from = place(all, ddl.column());
    if (from < 0) {
      throw StatementFailure.hive(DdlStatements.TASK + "Invalid column reference " + ddl.column());
    }
    Column before = all.remove(from);
    if (place(all, ddl.changed().name()) >= 0
        || place(
                table.partitionKeys() == null ? List.of() : table.partitionKeys(),
                ddl.changed().name())
            >= 0) {
      throw StatementFailure.hive(
          DdlStatements.TASK + "Duplicate column name: " + ddl.changed().name());
    }
    int to = from;
    if (ddl.first()) {
      to = 0;
    } else if (ddl.after().isPresent()) {
      to = place(all, ddl.after().get()) + 1;
      if (to == 0) {
        throw StatementFailure.hive(
            DdlStatements.TASK + "Invalid column reference " + ddl.after().get());
      }
    }
    all.add(
        to,
        Column.builder()
            .name(ddl.changed().name())
            .type(ddl.changed().type())
            .comment(ddl.changed().comment().orElse(before.comment()))
            .build());
    return all;
  }

  private static int place(List<Column> columns, String name) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))) {
        return i;
      }
    }
    return -1;
  }

  void setProperties(Ddl.SetDatabaseProperties ddl) {
    CatalogChecks.database(context, "glue:UpdateDatabase", ddl.name());
    Database database =
        context
            .ledger()
            .read(tx -> context.tables().findDatabase(tx, context.region(), ddl.name()))
            .orElseThrow(
                () ->
                    StatementFailure.hive(
                        "SemanticException [Error 10072]: Database does not exist: " + ddl.name()));
    Map<String, String> parameters =
        new HashMap<>(database.parameters() == null ? Map.of() : database.parameters());
    parameters.putAll(ddl.properties());
    DatabaseInput input =
        DatabaseInput.builder()
            .name(database.name())
            .description(database.description())
            .locationUri(database.locationUri())
            .createTableDefaultPermissions(database.createTableDefaultPermissions())
            .parameters(parameters)
            .build();
    DdlStatements.effect(
        outcome, tx -> context.tables().updateDatabase(tx, context.change(), ddl.name(), input));
  }
}
