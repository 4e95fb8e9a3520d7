package io.tarn.sql;

import io.tarn.api.glue.Table;
import io.tarn.catalog.iceberg.LakeIcebergCatalog;
import io.tarn.store.Publication;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.iceberg.Schema;
import org.apache.iceberg.UpdateProperties;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.NestedField;

/**
 * Definitions of Iceberg tables. Source: Athena User Guide, "Create Iceberg tables", "Evolve
 * Iceberg table schema", "Manage Iceberg tables".
 */
final class IcebergDdl {
  private final StatementContext context;
  private final Outcome outcome;

  IcebergDdl(StatementContext context, Outcome outcome) {
    this.context = context;
    this.outcome = outcome;
  }

  /** Whether a statement is about a table that is Iceberg's. */
  static boolean concerns(Ddl.Name name, StatementContext context) {
    return context
        .metastore()
        .find(context.databaseOf(name.database()), name.table())
        .filter(LedgerMetastore::isIceberg)
        .isPresent();
  }

  void create(Ddl.CreateIcebergTable ddl) {
    String database = context.databaseOf(ddl.name().database());
    String name = ddl.name().table();
    CatalogChecks.table(context, "glue:CreateTable", database, name);
    if (context.metastore().find(database, name).isPresent()) {
      if (ddl.ifNotExists()) {
        return;
      }
      throw StatementFailure.hive(
          DdlStatements.TASK
              + "AlreadyExistsException(message:Table "
              + name
              + " already exists.)");
    }
    String location =
        ddl.location()
            .orElseThrow(
                () ->
                    StatementFailure.hive(
                        "SemanticException An Iceberg table needs a LOCATION: name the s3:// folder"
                            + " of its files"));
    Map<String, String> properties = new HashMap<>(ddl.properties());
    ddl.comment().ifPresent(comment -> properties.put("comment", comment));
    AtomicInteger ids = new AtomicInteger(ddl.columns().size());
    List<NestedField> fields = new ArrayList<>();
    for (Ddl.ColumnDef column : ddl.columns()) {
      fields.add(
          NestedField.optional(
              fields.size() + 1, column.name(), type(column, ids), column.comment().orElse(null)));
    }
    Schema schema;
    try {
      schema = new Schema(fields);
    } catch (IllegalArgumentException | ValidationException e) {
      throw refused(e);
    }
    IcebergCreation creation =
        IcebergCreation.create(
            context, database, name, schema, ddl.partitioning(), location, properties);
    commit(catalog -> creation.builder(catalog).create());
  }

  private static Type type(Ddl.ColumnDef column, AtomicInteger ids) {
    return IcebergTypes.iceberg(
        IcebergTypes.declared(column.name(), column.type()), ids::incrementAndGet);
  }

  private void commit(Consumer<LakeIcebergCatalog> change) {
    outcome.publishing =
        Optional.of(
            new IcebergCommit(
                context,
                catalog -> {
                  try {
                    change.accept(catalog);
                  } catch (IllegalArgumentException e) {
                    throw refused(e);
                  }
                }));
  }

  private static StatementFailure.StatementException refused(RuntimeException e) {
    return StatementFailure.hive("SemanticException " + e.getMessage());
  }

  private TableIdentifier altered(Ddl.Name name) {
    String database = context.databaseOf(name.database());
    CatalogChecks.table(context, "glue:UpdateTable", database, name.table());
    return TableIdentifier.of(database, name.table());
  }

  private void evolve(Ddl.Name name, Consumer<UpdateSchema> change) {
    TableIdentifier identifier = altered(name);
    commit(
        catalog -> {
          UpdateSchema update = catalog.loadTable(identifier).updateSchema().caseSensitive(false);
          change.accept(update);
          update.commit();
        });
  }

  void addColumns(Ddl.AddColumns ddl) {
    evolve(
        ddl.name(),
        update -> {
          for (Ddl.ColumnDef column : ddl.columns()) {
            // Iceberg gives numbers of its own when it takes the column over.
            update.addColumn(
                column.name(), type(column, new AtomicInteger()), column.comment().orElse(null));
          }
        });
  }

  void dropColumn(Ddl.DropColumn ddl) {
    evolve(ddl.name(), update -> update.deleteColumn(ddl.column()));
  }

  void changeColumn(Ddl.ChangeColumn ddl) {
    evolve(
        ddl.name(),
        update -> {
          Ddl.ColumnDef changed = ddl.changed();
          Type type = type(changed, new AtomicInteger());
          if (type.isPrimitiveType()) {
            update.updateColumn(ddl.column(), type.asPrimitiveType());
          }
          changed.comment().ifPresent(doc -> update.updateColumnDoc(ddl.column(), doc));
          if (!changed.name().equals(ddl.column())) {
            update.renameColumn(ddl.column(), changed.name());
          }
          if (ddl.first()) {
            update.moveFirst(ddl.column());
          }
          ddl.after().ifPresent(after -> update.moveAfter(ddl.column(), after));
        });
  }

  void setProperties(Ddl.SetProperties ddl) {
    update(
        ddl.name(),
        (update, known) ->
            IcebergCreation.properties(ddl.properties(), known).forEach(update::set));
  }

  void unsetProperties(Ddl.UnsetProperties ddl) {
    update(
        ddl.name(),
        (update, known) -> {
          // What a property is called may depend on the format, of which any value will do.
          Map<String, String> named = new HashMap<>();
          ddl.keys().forEach(key -> named.put(key, IcebergWriting.format(known).name()));
          IcebergCreation.properties(named, known).keySet().forEach(update::remove);
        });
  }

  /** The files stay where they are. */
  void rename(Ddl.RenameTable ddl) {
    String from = context.databaseOf(ddl.name().database());
    String to = context.databaseOf(ddl.to().database());
    CatalogChecks.table(context, "glue:DeleteTable", from, ddl.name().table());
    CatalogChecks.table(context, "glue:CreateTable", to, ddl.to().table());
    if (context.metastore().find(to, ddl.to().table()).isPresent()) {
      throw DdlStatements.exists(ddl.to());
    }
    if (!context.metastore().databaseExists(to)) {
      throw StatementFailure.hive(
          "SemanticException [Error 10072]: Database does not exist: " + to);
    }
    commit(
        catalog ->
            catalog.renameTable(
                TableIdentifier.of(from, ddl.name().table()),
                TableIdentifier.of(to, ddl.to().table())));
  }

  /**
   * @param change gets the properties that there are, too
   */
  private void update(Ddl.Name name, BiConsumer<UpdateProperties, Map<String, String>> change) {
    TableIdentifier identifier = altered(name);
    commit(
        catalog -> {
          org.apache.iceberg.Table known = catalog.loadTable(identifier);
          UpdateProperties update = known.updateProperties();
          change.accept(update, known.properties());
          update.commit();
        });
  }

  /** Removes the table with all its files: to Athena, Iceberg tables are managed ones. */
  void drop(Table table, String database) {
    List<Publication> objects =
        IcebergFiles.removals(
            context,
            IcebergFiles.reachable(context.metastore().iceberg().load(database, table.name())));
    DdlStatements.effect(
        outcome,
        tx -> {
          context.tables().deleteTable(tx, context.change(), database, table.name());
          for (Publication object : objects) {
            context.objects().delete(tx, object);
          }
        });
  }

  /** Refuses what only tables of Hive's have. */
  static StatementFailure.StatementException unsupported(Ddl ddl) {
    return StatementFailure.hive(
        "SemanticException " + words(ddl) + " is not supported for Iceberg tables");
  }

  /** A statement's kind in words. */
  static String words(Ddl ddl) {
    return ddl.getClass()
        .getSimpleName()
        .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
        .toUpperCase(Locale.ROOT);
  }
}
