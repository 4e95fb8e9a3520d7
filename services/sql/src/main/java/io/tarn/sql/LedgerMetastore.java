package io.tarn.sql;

import io.tarn.api.Access;
import io.tarn.api.Authorizer;
import io.tarn.api.Call;
import io.tarn.api.glue.Column;
import io.tarn.api.glue.StorageDescriptor;
import io.tarn.api.glue.Table;
import io.tarn.catalog.CatalogAccess;
import io.tarn.catalog.Tables;
import io.tarn.catalog.delta.DeltaGlue;
import io.tarn.catalog.delta.DeltaLog;
import io.tarn.catalog.iceberg.Session;
import io.tarn.catalog.spi.ParquetRows;
import io.tarn.kernel.ServiceError;
import io.tarn.ledger.Ledger;
import io.tarn.ledger.Pages;
import io.tarn.sql.spi.LakeColumn;
import io.tarn.sql.spi.LakeTable;
import io.tarn.sql.spi.TableFormat;
import io.tarn.store.Objects;
import io.trino.spi.StandardErrorCode;
import io.trino.spi.TrinoException;
import io.trino.spi.connector.ConnectorTableVersion;
import io.trino.spi.connector.ConnectorViewDefinition;
import io.trino.spi.security.AccessDeniedException;
import io.trino.spi.type.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The Data Catalog as one statement's caller may see it; what was found once is kept. */
final class LedgerMetastore implements Metastore {
  private final Ledger ledger;
  private final Tables tables;
  private final Authorizer authorizer;
  private final Call call;
  private final Map<String, Optional<Table>> found = new HashMap<>();
  private final Map<String, Boolean> databases = new HashMap<>();
  private final Map<String, TableRules.Visible> visible = new HashMap<>();
  private final IcebergTables iceberg;
  private final DeltaTables delta;
  private final TableRules rules;

  LedgerMetastore(
      Ledger ledger,
      Tables tables,
      Objects objects,
      Authorizer authorizer,
      TableRules rules,
      Call call,
      ParquetRows parquet) {
    this.rules = rules;
    this.iceberg = new IcebergTables(new Session(ledger, tables, objects, authorizer, call, ""));
    this.delta = new DeltaTables(new DeltaLog(ledger, objects, authorizer, call, parquet));
    this.ledger = ledger;
    this.tables = tables;
    this.authorizer = authorizer;
    this.call = call;
  }

  @Override
  public boolean databaseExists(String database) {
    return databases.computeIfAbsent(
        database,
        name -> {
          check(CatalogAccess.database("glue:GetDatabase", call.region(), call.account(), name));
          return ledger.read(tx -> tables.findDatabase(tx, call.region(), name)).isPresent();
        });
  }

  @Override
  public List<String> listDatabases() {
    check(CatalogAccess.catalog("glue:GetDatabases", call.region(), call.account()));
    List<String> names = new ArrayList<>();
    Pages.forEach(
        ledger,
        (tx, after) -> tables.listDatabases(tx, call.region(), after, 1000),
        database -> names.add(database.name()));
    return names;
  }

  @Override
  public List<String> listTables(String database) {
    return tablesOf(database).stream().map(Table::name).toList();
  }

  @Override
  public Map<String, List<LakeColumn>> listColumns(String database) {
    Map<String, List<LakeColumn>> columns = new LinkedHashMap<>();
    for (Table table : tablesOf(database)) {
      StorageDescriptor storage = table.storageDescriptor();
      if (!isView(table) && storage != null) {
        known(
                () ->
                    Stream.of(
                            columns(table, storage.columns(), false),
                            columns(table, table.partitionKeys(), true))
                        .flatMap(List::stream)
                        .toList())
            .ifPresent(found -> columns.put(table.name(), found));
      }
    }
    return columns;
  }

  @Override
  public Map<String, ConnectorViewDefinition> listViews(String database) {
    Map<String, ConnectorViewDefinition> views = new LinkedHashMap<>();
    for (Table table : tablesOf(database)) {
      if (isView(table)) {
        known(() -> view(database, table)).ifPresent(view -> views.put(table.name(), view));
      }
    }
    return views;
  }

  private static <T> Optional<T> known(Supplier<T> read) {
    try {
      return Optional.of(read.get());
    } catch (TrinoException e) {
      return Optional.empty();
    }
  }

  private static ConnectorViewDefinition view(String database, Table view) {
    String text = view.viewOriginalText() == null ? "" : view.viewOriginalText();
    if (isIcebergView(view) && !Views.isReadable(text)) {
      throw new TrinoException(
          StandardErrorCode.NOT_SUPPORTED,
          "Iceberg view "
              + database
              + "."
              + view.name()
              + " has no SQL in the dialect athena or trino");
    }
    return Views.decode(text, database);
  }

  /** Every table and view of a database. */
  List<Table> tablesOf(String database) {
    check(CatalogAccess.database("glue:GetTables", call.region(), call.account(), database));
    List<Table> all = new ArrayList<>();
    Pages.forEach(
        ledger,
        (tx, after) -> tables.listTables(tx, call.region(), database, after, 1000),
        all::add);
    return all;
  }

  /** The catalog's own record of a table or view. */
  Optional<Table> find(String database, String table) {
    String key = database + "." + table;
    Optional<Table> known = found.get(key);
    if (known == null) {
      check(CatalogAccess.table("glue:GetTable", call.region(), call.account(), database, table));
      known =
          ledger.read(
              tx ->
                  tables.findDatabase(tx, call.region(), database).isEmpty()
                      ? Optional.<Table>empty()
                      : tables.findTable(tx, call.region(), database, table));
      found.put(key, known);
    }
    return known;
  }

  @Override
  public TableRules.Visible visible(String database, String table) {
    Optional<Table> known = find(database, table);
    return known.isEmpty()
        ? TableRules.Visible.ALL
        : visible.computeIfAbsent(database + "." + table, _ -> rules.of(call, known.orElseThrow()));
  }

  private void check(List<Access> accesses) {
    try {
      accesses.forEach(access -> authorizer.check(call, access));
    } catch (ServiceError e) {
      throw new TrinoException(
          StandardErrorCode.PERMISSION_DENIED,
          "Insufficient permissions to execute the query. AccessDenied: " + e.message(),
          e);
    }
  }

  static boolean isView(Table table) {
    return "VIRTUAL_VIEW".equals(table.tableType());
  }

  @Override
  public Optional<LakeTable> findTable(String database, String table) {
    return find(database, table)
        .filter(found -> !isView(found))
        .map(found -> lake(database, found));
  }

  @Override
  public Optional<ConnectorViewDefinition> findView(String database, String view) {
    return find(database, view).filter(LedgerMetastore::isView).map(found -> view(database, found));
  }

  /** A view whose versions another catalog's clients keep. */
  static boolean isIcebergView(Table table) {
    return isView(table)
        && table.parameters() != null
        && "ICEBERG-VIEW".equalsIgnoreCase(table.parameters().get("table_type"));
  }

  static boolean isIceberg(Table table) {
    return table.parameters() != null
        && "ICEBERG".equalsIgnoreCase(table.parameters().get("table_type"));
  }

  /** The Iceberg tables of the statement. */
  IcebergTables iceberg() {
    return iceberg;
  }

  /** The Delta tables of the statement. */
  DeltaTables delta() {
    return delta;
  }

  @Override
  public LakeTable versionOf(LakeTable table, ConnectorTableVersion version) {
    return table.isIceberg()
        ? iceberg.at(table, version)
        : Metastore.super.versionOf(table, version);
  }

  @Override
  public Optional<ListedTable> findListed(String database, String name) {
    int sign = name.lastIndexOf('$');
    if (sign <= 0) {
      return Optional.empty();
    }
    String table = name.substring(0, sign);
    if (!visible(database, table).isAll()) {
      throw new AccessDeniedException(
          "Cannot select from " + name + " of a table of which rows or columns are hidden");
    }
    return find(database, table)
        .filter(LedgerMetastore::isIceberg)
        .flatMap(
            _ ->
                IcebergMetadataTables.of(
                    name, iceberg.lake(database, table), iceberg.load(database, table)));
  }

  private LakeTable lake(String database, Table table) {
    if (isIceberg(table)) {
      return iceberg.lake(database, table.name());
    }
    if (DeltaGlue.isDelta(table)) {
      return delta.lake(database, table);
    }
    StorageDescriptor storage = table.storageDescriptor();
    Map<String, String> parameters = table.parameters() == null ? Map.of() : table.parameters();
    if (storage == null) {
      throw new TrinoException(
          StandardErrorCode.INVALID_TABLE_PROPERTY,
          "Table " + database + "." + table.name() + " has no storage descriptor");
    }
    TableFormat format = format(table.name(), storage, parameters);
    Map<String, String> properties = properties(storage, parameters);
    return new LakeTable(
        database,
        table.name(),
        format,
        storage.location() == null ? "" : storage.location(),
        properties,
        columns(table, storage.columns(), false),
        columns(table, table.partitionKeys(), true),
        OptionalLong.empty(),
        String.valueOf(storage.inputFormat()).endsWith(Symlinks.INPUT)
            ? LakeTable.Files.SYMLINKS
            : LakeTable.Files.FOLDERS);
  }

  /**
   * How a descriptor's objects are read.
   *
   * @throws TrinoException NOT_SUPPORTED naming the SerDe
   */
  static TableFormat format(
      String table, StorageDescriptor storage, Map<String, String> parameters) {
    return HiveFormats.of(storage, parameters)
        .orElseThrow(
            () ->
                unsupported(
                    "Table "
                        + table
                        + " of "
                        + (storage.serdeInfo() == null
                            ? storage.inputFormat()
                            : storage.serdeInfo().serializationLibrary())));
  }

  /** A table's parameters, its descriptor's and its SerDe's; the later ones win. */
  static Map<String, String> properties(StorageDescriptor storage, Map<String, String> parameters) {
    Map<String, String> properties = new HashMap<>(parameters);
    if (storage.parameters() != null) {
      properties.putAll(storage.parameters());
    }
    if (storage.serdeInfo() != null && storage.serdeInfo().parameters() != null) {
      properties.putAll(storage.serdeInfo().parameters());
    }
    return properties;
  }

  private static List<LakeColumn> columns(
      Table table, @org.jspecify.annotations.Nullable List<Column> declared, boolean keys) {
    List<LakeColumn> columns = new ArrayList<>();
    for (Column column : declared == null ? List.<Column>of() : declared) {
      String name = column.type() == null ? "string" : column.type();
      Type type =
          HiveTypes.parse(name)
              .orElseThrow(
                  () ->
                      unsupported(
                          "Type " + name + " of column " + table.name() + "." + column.name()));
      columns.add(
          new LakeColumn(column.name().toLowerCase(Locale.ROOT), type, columns.size(), keys));
    }
    return columns;
  }

  private static TrinoException unsupported(String what) {
    return new TrinoException(StandardErrorCode.NOT_SUPPORTED, what + " is not supported");
  }
}
