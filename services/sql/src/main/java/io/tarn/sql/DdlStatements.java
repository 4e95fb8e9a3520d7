package io.tarn.sql;

import io.tarn.api.athena.ColumnInfo;
import io.tarn.api.glue.Column;
import io.tarn.api.glue.DatabaseInput;
import io.tarn.api.glue.Partition;
import io.tarn.api.glue.PartitionInput;
import io.tarn.api.glue.SerDeInfo;
import io.tarn.api.glue.StorageDescriptor;
import io.tarn.api.glue.Table;
import io.tarn.api.glue.TableInput;
import io.tarn.kernel.ServiceError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Runs Hive's data definition statements over the catalog. */
final class DdlStatements {
  static final String TASK =
      "Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask. ";

  private final ShowStatements shows = new ShowStatements();

  Outcome run(Ddl ddl, StatementContext context) {
    DefaultDatabase.prepare(ddl, context);
    Outcome outcome = new Outcome();
    ShowStatements.Answer answer =
        ofIceberg(ddl, context, outcome) ? nothing() : ofHive(ddl, context, outcome);
    outcome.columns = answer.columns();
    outcome.updateCount = Optional.of(0L);
    String name = context.id() + ".txt";
    ResultFile.checkOutput(context, name);
    try {
      ResultFile.text(context, outcome, name, answer.text());
      ResultFile.metadata(context, outcome, name + ".metadata", answer.columns());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    outcome.outputLocation = Optional.of(context.output() + name);
    return outcome;
  }

  /** Whether the statement is about an Iceberg table; then it is done. */
  private static boolean ofIceberg(Ddl ddl, StatementContext context, Outcome outcome) {
    DeltaDdl.requireOther(ddl, context);
    IcebergDdl iceberg = new IcebergDdl(context, outcome);
    switch (ddl) {
      case Ddl.CreateIcebergTable d -> iceberg.create(d);
      case Ddl.Vacuum d -> new IcebergUpkeep(context, outcome).vacuum(d);
      case Ddl.DropTable d when IcebergDdl.concerns(d.name(), context) -> {
        String database = context.databaseOf(d.name().database());
        CatalogChecks.table(context, "glue:DeleteTable", database, d.name().table());
        iceberg.drop(load(d.name(), context), database);
      }
      case Ddl.AddColumns d when IcebergDdl.concerns(d.name(), context) -> iceberg.addColumns(d);
      case Ddl.DropColumn d when IcebergDdl.concerns(d.name(), context) -> iceberg.dropColumn(d);
      case Ddl.ChangeColumn d when IcebergDdl.concerns(d.name(), context) ->
          iceberg.changeColumn(d);
      case Ddl.SetProperties d when IcebergDdl.concerns(d.name(), context) ->
          iceberg.setProperties(d);
      case Ddl.UnsetProperties d when IcebergDdl.concerns(d.name(), context) ->
          iceberg.unsetProperties(d);
      case Ddl.RenameTable d when IcebergDdl.concerns(d.name(), context) -> iceberg.rename(d);
      case Ddl.ReplaceColumns d when IcebergDdl.concerns(d.name(), context) ->
          throw IcebergDdl.unsupported(d);
      case Ddl.SetLocation d when IcebergDdl.concerns(d.name(), context) ->
          throw IcebergDdl.unsupported(d);
      case Ddl.AddPartitions d when IcebergDdl.concerns(d.name(), context) ->
          throw IcebergDdl.unsupported(d);
      case Ddl.DropPartitions d when IcebergDdl.concerns(d.name(), context) ->
          throw IcebergDdl.unsupported(d);
      case Ddl.RepairTable d when IcebergDdl.concerns(d.name(), context) ->
          throw IcebergDdl.unsupported(d);
      default -> {
        return false;
      }
    }
    return true;
  }

  private ShowStatements.Answer ofHive(Ddl ddl, StatementContext context, Outcome outcome) {
    return switch (ddl) {
      case Ddl.CreateDatabase d -> createDatabase(d, context, outcome);
      case Ddl.DropDatabase d -> dropDatabase(d, context, outcome);
      case Ddl.CreateTable d -> createTable(d, context, outcome);
      case Ddl.DropTable d -> drop(d.name(), d.ifExists(), false, context, outcome);
      case Ddl.DropView d -> drop(d.name(), d.ifExists(), true, context, outcome);
      case Ddl.AddPartitions d -> addPartitions(d, context, outcome);
      case Ddl.DropPartitions d -> dropPartitions(d, context, outcome);
      case Ddl.RenamePartition d -> {
        new AlterStatements(context, outcome).rename(d);
        yield nothing();
      }
      case Ddl.MovePartition d -> {
        new AlterStatements(context, outcome).move(d);
        yield nothing();
      }
      case Ddl.SetDatabaseProperties d -> {
        new AlterStatements(context, outcome).setProperties(d);
        yield nothing();
      }
      case Ddl.ChangeColumn d -> changeColumn(d, context, outcome);
      case Ddl.RepairTable d -> new TableRepair(context).run(load(d.name(), context), outcome);
      case Ddl.SetProperties d -> setProperties(d, context, outcome);
      case Ddl.SetLocation d -> setLocation(d, context, outcome);
      case Ddl.AddColumns d -> columns(d.name(), d.columns(), true, context, outcome);
      case Ddl.ReplaceColumns d -> columns(d.name(), d.columns(), false, context, outcome);
      case Ddl.DropColumn d -> throw ofIcebergOnly("DROP COLUMN", d.name());
      case Ddl.RenameTable d -> throw ofIcebergOnly("RENAME TO", d.name());
      case Ddl.UnsetProperties d -> unsetProperties(d, context, outcome);
      default -> shows.run(ddl, context);
    };
  }

  private static StatementFailure.StatementException ofIcebergOnly(String what, Ddl.Name name) {
    return StatementFailure.hive(
        "SemanticException " + what + " is for Iceberg tables only, not for " + name.table());
  }

  private static ShowStatements.Answer nothing() {
    return new ShowStatements.Answer(List.<ColumnInfo>of(), List.of());
  }

  /** Catalog errors at the commit, in Hive's words. */
  static void effect(Outcome outcome, Outcome.Effect effect) {
    outcome.effects.add(
        tx -> {
          try {
            effect.apply(tx);
          } catch (ServiceError e) {
            throw StatementFailure.hive(TASK + e.code() + "(message:" + e.message() + ")");
          }
        });
  }

  static Table load(Ddl.Name name, StatementContext context) {
    String database = context.databaseOf(name.database());
    return context
        .metastore()
        .find(database, name.table())
        .orElseThrow(
            () ->
                StatementFailure.hive(
                    "SemanticException [Error 10001]: Table not found "
                        + database
                        + "."
                        + name.table()));
  }

  private static ShowStatements.Answer createDatabase(
      Ddl.CreateDatabase ddl, StatementContext context, Outcome outcome) {
    CatalogChecks.database(context, "glue:CreateDatabase", ddl.name());
    boolean exists =
        context
            .ledger()
            .read(tx -> context.tables().findDatabase(tx, context.region(), ddl.name()))
            .isPresent();
    if (exists && ddl.ifNotExists()) {
      return nothing();
    }
    if (exists) {
      throw StatementFailure.hive(TASK + "Database " + ddl.name() + " already exists");
    }
    DatabaseInput input =
        DatabaseInput.builder()
            .name(ddl.name())
            .description(ddl.comment().orElse(null))
            .locationUri(ddl.location().orElse(null))
            .parameters(ddl.properties().isEmpty() ? null : ddl.properties())
            .build();
    effect(outcome, tx -> context.tables().createDatabase(tx, context.change(), input));
    return nothing();
  }

  private static ShowStatements.Answer dropDatabase(
      Ddl.DropDatabase ddl, StatementContext context, Outcome outcome) {
    CatalogChecks.database(context, "glue:DeleteDatabase", ddl.name());
    boolean exists =
        context
            .ledger()
            .read(tx -> context.tables().findDatabase(tx, context.region(), ddl.name()))
            .isPresent();
    if (!exists) {
      if (ddl.ifExists()) {
        return nothing();
      }
      throw StatementFailure.hive(
          "SemanticException [Error 10072]: Database does not exist: " + ddl.name());
    }
    if (!ddl.cascade() && !context.metastore().tablesOf(ddl.name()).isEmpty()) {
      throw StatementFailure.hive(
          TASK
              + "InvalidOperationException(message:Database "
              + ddl.name()
              + " is not empty. One or more tables exist.)");
    }
    effect(outcome, tx -> context.tables().deleteDatabase(tx, context.change(), ddl.name()));
    return nothing();
  }

  private static ShowStatements.Answer createTable(
      Ddl.CreateTable ddl, StatementContext context, Outcome outcome) {
    String database = context.databaseOf(ddl.name().database());
    CatalogChecks.table(context, "glue:CreateTable", database, ddl.name().table());
    if (context.metastore().find(database, ddl.name().table()).isPresent()) {
      if (ddl.ifNotExists()) {
        return nothing();
      }
      throw exists(ddl.name());
    }
    TableInput input = DeltaDdl.isAsked(ddl) ? DeltaDdl.table(ddl, database, context) : table(ddl);
    effect(outcome, tx -> context.tables().createTable(tx, context.change(), database, input));
    return nothing();
  }

  static StatementFailure.StatementException exists(Ddl.Name name) {
    return StatementFailure.hive(
        TASK + "AlreadyExistsException(message:Table " + name.table() + " already exists.)");
  }

  private static TableInput table(Ddl.CreateTable ddl) {
    HiveFormats.Classes classes =
        HiveFormats.stored(ddl.stored().orElse("TEXTFILE"))
            .orElseThrow(
                () ->
                    StatementFailure.hive(
                        "SemanticException Unrecognized file format in STORED AS clause: '"
                            + ddl.stored().orElse("")
                            + "'"));
    String location =
        ddl.location()
            .orElseThrow(
                () ->
                    StatementFailure.hive(
                        "SemanticException Cannot create external table without a LOCATION: name"
                            + " the s3:// folder of its files"));
    if (S3Location.parse(location).isEmpty()) {
      throw StatementFailure.hive("SemanticException Not an s3:// location: " + location);
    }
    ddl.columns().forEach(DdlStatements::requireType);
    ddl.partitionKeys().forEach(DdlStatements::requireType);
    for (String bucket : ddl.clusteredBy()) {
      if (ddl.columns().stream().noneMatch(column -> column.name().equals(bucket))) {
        throw StatementFailure.hive(
            "SemanticException [Error 10002]: Invalid column reference " + bucket);
      }
    }
    Map<String, String> serde = new LinkedHashMap<>(ddl.serdeProperties());
    serde.putIfAbsent("serialization.format", "1");
    Map<String, String> parameters = new HashMap<>(ddl.properties());
    parameters.put("EXTERNAL", "TRUE");
    ddl.comment().ifPresent(comment -> parameters.put("comment", comment));
    return TableInput.builder()
        .name(ddl.name().table())
        .description(ddl.comment().orElse(null))
        .owner("hadoop")
        .tableType("EXTERNAL_TABLE")
        .parameters(parameters)
        .partitionKeys(glueColumns(ddl.partitionKeys()))
        .storageDescriptor(
            StorageDescriptor.builder()
                .columns(glueColumns(ddl.columns()))
                .location(S3Location.folder(location))
                .inputFormat(classes.input())
                .outputFormat(classes.output())
                .compressed(false)
                .numberOfBuckets(ddl.buckets() == 0 ? -1 : ddl.buckets())
                .bucketColumns(ddl.clusteredBy().isEmpty() ? null : ddl.clusteredBy())
                .serdeInfo(
                    SerDeInfo.builder()
                        .serializationLibrary(ddl.serde().orElse(classes.serde()))
                        .parameters(serde)
                        .build())
                .build())
        .build();
  }

  private static void requireType(Ddl.ColumnDef column) {
    if (HiveTypes.parse(column.type()).isEmpty()) {
      throw StatementFailure.hive(
          "ParseException cannot recognize input '"
              + column.type()
              + "' in column type of "
              + column.name());
    }
  }

  private static List<Column> glueColumns(List<Ddl.ColumnDef> columns) {
    return columns.stream()
        .map(
            column ->
                Column.builder()
                    .name(column.name())
                    .type(column.type())
                    .comment(column.comment().orElse(null))
                    .build())
        .toList();
  }

  private static ShowStatements.Answer drop(
      Ddl.Name name, boolean ifExists, boolean view, StatementContext context, Outcome outcome) {
    String database = context.databaseOf(name.database());
    CatalogChecks.table(context, "glue:DeleteTable", database, name.table());
    Optional<Table> found = context.metastore().find(database, name.table());
    if (found.isEmpty()) {
      if (ifExists) {
        return nothing();
      }
      throw StatementFailure.hive(
          "SemanticException [Error 10001]: "
              + (view ? "View" : "Table")
              + " not found "
              + database
              + "."
              + name.table());
    }
    if (view != LedgerMetastore.isView(found.get())) {
      throw StatementFailure.hive(
          "SemanticException [Error "
              + (view
                  ? "10006]: Cannot drop a table with DROP VIEW"
                  : "10010]: Cannot drop a view with DROP TABLE"));
    }
    effect(
        outcome, tx -> context.tables().deleteTable(tx, context.change(), database, name.table()));
    return nothing();
  }

  static List<String> values(Table table, Ddl.PartitionSpec spec) {
    List<Column> keys = table.partitionKeys() == null ? List.of() : table.partitionKeys();
    List<String> values = new ArrayList<>();
    for (Column key : keys) {
      String value = spec.values().get(key.name().toLowerCase(Locale.ROOT));
      if (value == null) {
        throw StatementFailure.hive(
            "SemanticException partition spec "
                + spec.values()
                + " doesn't contain all ("
                + keys.size()
                + ") partition columns");
      }
      values.add(canonical(value, String.valueOf(key.type())));
    }
    if (spec.values().size() != keys.size()) {
      throw StatementFailure.hive(
          "SemanticException [Error 10098]: Non-Partition column appears in the partition"
              + " specification: "
              + spec.values().keySet());
    }
    return values;
  }

  /** {@code '01'} for an integer key is the partition 1. */
  private static String canonical(String value, String type) {
    if (!type.endsWith("int")) {
      return value;
    }
    try {
      return Long.toString(Long.parseLong(value.strip()));
    } catch (NumberFormatException e) {
      throw StatementFailure.hive(
          "SemanticException [Error 10248]: Cannot add partition column of type "
              + type
              + " as '"
              + value
              + "' cannot be converted to it");
    }
  }

  static String partitionName(Table table, List<String> values) {
    StringBuilder name = new StringBuilder();
    List<Column> keys = table.partitionKeys() == null ? List.of() : table.partitionKeys();
    for (int i = 0; i < values.size(); i++) {
      name.append(i > 0 ? "/" : "").append(keys.get(i).name()).append('=').append(values.get(i));
    }
    return name.toString();
  }

  static PartitionInput partition(Table table, List<String> values, String location) {
    StorageDescriptor storage =
        table.storageDescriptor() == null
            ? StorageDescriptor.builder().build()
            : table.storageDescriptor();
    return PartitionInput.builder()
        .values(values)
        .storageDescriptor(storage.toBuilder().location(location).build())
        .build();
  }

  private static ShowStatements.Answer addPartitions(
      Ddl.AddPartitions ddl, StatementContext context, Outcome outcome) {
    String database = context.databaseOf(ddl.name().database());
    Table table = load(ddl.name(), context);
    CatalogChecks.table(context, "glue:BatchCreatePartition", database, table.name());
    for (Ddl.PartitionSpec spec : ddl.partitions()) {
      List<String> values = values(table, spec);
      String root =
          table.storageDescriptor() == null
              ? ""
              : String.valueOf(table.storageDescriptor().location());
      String location =
          spec.location()
              .orElse(
                  (root.endsWith("/") ? root : root + "/") + partitionName(table, values) + "/");
      PartitionInput input = partition(table, values, location);
      Optional<Partition> exists =
          context
              .ledger()
              .read(
                  tx ->
                      context
                          .tables()
                          .findPartition(tx, context.region(), database, table.name(), values));
      if (exists.isPresent() && ddl.ifNotExists()) {
        continue;
      }
      if (exists.isPresent()) {
        throw StatementFailure.hive(
            TASK
                + "AlreadyExistsException(message:Partition already exists: "
                + partitionName(table, values)
                + ")");
      }
      effect(
          outcome,
          tx ->
              context
                  .tables()
                  .createPartition(tx, context.change(), database, table.name(), input));
    }
    return nothing();
  }

  private static ShowStatements.Answer dropPartitions(
      Ddl.DropPartitions ddl, StatementContext context, Outcome outcome) {
    String database = context.databaseOf(ddl.name().database());
    Table table = load(ddl.name(), context);
    CatalogChecks.table(context, "glue:DeletePartition", database, table.name());
    for (Ddl.PartitionSpec spec : ddl.partitions()) {
      List<String> values = values(table, spec);
      boolean exists =
          context
              .ledger()
              .read(
                  tx ->
                      context
                          .tables()
                          .findPartition(tx, context.region(), database, table.name(), values))
              .isPresent();
      if (exists) {
        effect(
            outcome,
            tx ->
                context
                    .tables()
                    .deletePartition(tx, context.change(), database, table.name(), values));
      } else if (!ddl.ifExists()) {
        throw StatementFailure.hive(
            "SemanticException [Error 10006]: Partition not found ("
                + partitionName(table, values)
                + ")");
      }
    }
    return nothing();
  }

  private static ShowStatements.Answer change(
      Ddl.Name name, StatementContext context, Outcome outcome, TableInput input) {
    String database = context.databaseOf(name.database());
    CatalogChecks.table(context, "glue:UpdateTable", database, name.table());
    effect(outcome, tx -> context.tables().updateTable(tx, context.change(), database, input));
    return nothing();
  }

  private static TableInput.Builder same(Table table) {
    return TableInput.builder()
        .name(table.name())
        .description(table.description())
        .owner(table.owner())
        .retention(table.retention())
        .storageDescriptor(table.storageDescriptor())
        .partitionKeys(table.partitionKeys())
        .viewOriginalText(table.viewOriginalText())
        .viewExpandedText(table.viewExpandedText())
        .tableType(table.tableType())
        .parameters(table.parameters());
  }

  private static ShowStatements.Answer setProperties(
      Ddl.SetProperties ddl, StatementContext context, Outcome outcome) {
    Table table = load(ddl.name(), context);
    Map<String, String> parameters =
        new HashMap<>(table.parameters() == null ? Map.of() : table.parameters());
    parameters.putAll(ddl.properties());
    return change(ddl.name(), context, outcome, same(table).parameters(parameters).build());
  }

  private static ShowStatements.Answer unsetProperties(
      Ddl.UnsetProperties ddl, StatementContext context, Outcome outcome) {
    Table table = load(ddl.name(), context);
    Map<String, String> parameters =
        new HashMap<>(table.parameters() == null ? Map.of() : table.parameters());
    parameters.keySet().removeAll(ddl.keys());
    return change(ddl.name(), context, outcome, same(table).parameters(parameters).build());
  }

  private static StorageDescriptor storage(Table table) {
    return table.storageDescriptor() == null
        ? StorageDescriptor.builder().build()
        : table.storageDescriptor();
  }

  private static ShowStatements.Answer setLocation(
      Ddl.SetLocation ddl, StatementContext context, Outcome outcome) {
    Table table = load(ddl.name(), context);
    return change(
        ddl.name(),
        context,
        outcome,
        same(table)
            .storageDescriptor(
                storage(table).toBuilder().location(S3Location.folder(ddl.location())).build())
            .build());
  }

  private static ShowStatements.Answer changeColumn(
      Ddl.ChangeColumn ddl, StatementContext context, Outcome outcome) {
    requireType(ddl.changed());
    Table table = load(ddl.name(), context);
    List<Column> present = storage(table).columns();
    List<Column> all = AlterStatements.changed(table, present == null ? List.of() : present, ddl);
    return change(
        ddl.name(),
        context,
        outcome,
        same(table).storageDescriptor(storage(table).toBuilder().columns(all).build()).build());
  }

  private static ShowStatements.Answer columns(
      Ddl.Name name,
      List<Ddl.ColumnDef> columns,
      boolean add,
      StatementContext context,
      Outcome outcome) {
    columns.forEach(DdlStatements::requireType);
    Table table = load(name, context);
    List<Column> all = new ArrayList<>();
    List<Column> present = storage(table).columns();
    if (add && present != null) {
      all.addAll(present);
    }
    all.addAll(glueColumns(columns));
    return change(
        name,
        context,
        outcome,
        same(table).storageDescriptor(storage(table).toBuilder().columns(all).build()).build());
  }
}
