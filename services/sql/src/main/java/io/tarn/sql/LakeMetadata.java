package io.tarn.sql;

import io.tarn.sql.spi.LakeColumn;
import io.tarn.sql.spi.LakeTable;
import io.trino.spi.StandardErrorCode;
import io.trino.spi.TrinoException;
import io.trino.spi.connector.ColumnHandle;
import io.trino.spi.connector.ColumnMetadata;
import io.trino.spi.connector.ConnectorMetadata;
import io.trino.spi.connector.ConnectorSession;
import io.trino.spi.connector.ConnectorTableHandle;
import io.trino.spi.connector.ConnectorTableMetadata;
import io.trino.spi.connector.ConnectorTableVersion;
import io.trino.spi.connector.ConnectorViewDefinition;
import io.trino.spi.connector.RelationColumnsMetadata;
import io.trino.spi.connector.RelationType;
import io.trino.spi.connector.RowChangeParadigm;
import io.trino.spi.connector.SchemaTableName;
import io.trino.spi.connector.TableNotFoundException;
import io.trino.spi.type.BigintType;
import io.trino.spi.type.IntegerType;
import io.trino.spi.type.RowType;
import io.trino.spi.type.TimestampWithTimeZoneType;
import io.trino.spi.type.VarcharType;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What Trino's analyzer asks a connector, answered from the statement's {@link Metastore}. */
final class LakeMetadata implements ConnectorMetadata {
  /** What every table has besides its columns; {@code SELECT *} passes over it. */
  private static final List<LakeColumn> HIDDEN =
      List.of(
          new LakeColumn("$path", VarcharType.VARCHAR, 0, LakeColumn.Kind.PATH),
          new LakeColumn("$file_size", BigintType.BIGINT, 0, LakeColumn.Kind.FILE_SIZE),
          new LakeColumn(
              "$file_modified_time",
              TimestampWithTimeZoneType.TIMESTAMP_TZ_MILLIS,
              0,
              LakeColumn.Kind.FILE_MODIFIED_TIME),
          new LakeColumn("$bucket", IntegerType.INTEGER, 0, LakeColumn.Kind.BUCKET));

  /** What names a row that an UPDATE, DELETE or MERGE changes. */
  private static final LakeColumn ROW_ID =
      new LakeColumn(
          "$row_id",
          RowType.from(
              List.of(
                  RowType.field("file", VarcharType.VARCHAR),
                  RowType.field("position", BigintType.BIGINT))),
          0,
          LakeColumn.Kind.ROW_ID);

  private final Metastore metastore;

  LakeMetadata(Metastore metastore) {
    this.metastore = metastore;
  }

  @Override
  public boolean schemaExists(ConnectorSession session, String schema) {
    return metastore.databaseExists(schema);
  }

  @Override
  public List<String> listSchemaNames(ConnectorSession session) {
    return metastore.listDatabases();
  }

  @Override
  public @Nullable ConnectorTableHandle getTableHandle(
      ConnectorSession session,
      SchemaTableName name,
      Optional<ConnectorTableVersion> startVersion,
      Optional<ConnectorTableVersion> endVersion) {
    if (startVersion.isPresent()) {
      throw new TrinoException(
          StandardErrorCode.NOT_SUPPORTED, "Read table with start version is not supported");
    }
    Optional<ListedTable> listed =
        name.getTableName().indexOf('$') > 0
            ? metastore.findListed(name.getSchemaName(), name.getTableName())
            : Optional.empty();
    if (listed.isPresent()) {
      return listed.get();
    }
    // Trino's contract here is null for "no such table".
    return metastore
        .findTable(name.getSchemaName(), name.getTableName())
        .map(table -> endVersion.map(v -> metastore.versionOf(table, v)).orElse(table))
        .orElse(null);
  }

  @Override
  public RowChangeParadigm getRowChangeParadigm(
      ConnectorSession session, ConnectorTableHandle table) {
    requireChangeable(table);
    return RowChangeParadigm.DELETE_ROW_AND_INSERT_ROW;
  }

  @Override
  public ColumnHandle getMergeRowIdColumnHandle(
      ConnectorSession session, ConnectorTableHandle table) {
    requireChangeable(table);
    return ROW_ID;
  }

  private static void requireChangeable(ConnectorTableHandle table) {
    if (table instanceof LakeTable delta && delta.files() == LakeTable.Files.DELTA_LOG) {
      throw new TrinoException(
          StandardErrorCode.NOT_SUPPORTED, "Changing rows of Delta Lake tables is not supported");
    }
    if (!(table instanceof LakeTable lake) || !lake.isIceberg()) {
      throw new TrinoException(
          StandardErrorCode.NOT_SUPPORTED,
          "Modifying Hive table rows is only supported for transactional tables");
    }
  }

  @Override
  public ConnectorTableMetadata getTableMetadata(
      ConnectorSession session, ConnectorTableHandle table) {
    if (table instanceof ListedTable listed) {
      return new ConnectorTableMetadata(
          listed.name(), listed.columns().stream().map(LakeMetadata::describe).toList());
    }
    LakeTable lake = (LakeTable) table;
    return new ConnectorTableMetadata(
        new SchemaTableName(lake.database(), lake.name()),
        Stream.concat(visible(lake), HIDDEN.stream()).map(LakeMetadata::describe).toList());
  }

  private Stream<LakeColumn> visible(LakeTable table) {
    Set<String> hidden = metastore.visible(table.database(), table.name()).hidden();
    return columns(table).filter(column -> !hidden.contains(column.name()));
  }

  @Override
  public Map<String, ColumnHandle> getColumnHandles(
      ConnectorSession session, ConnectorTableHandle table) {
    Map<String, ColumnHandle> handles = new LinkedHashMap<>();
    if (table instanceof ListedTable listed) {
      listed.columns().forEach(column -> handles.put(column.name(), column));
      return handles;
    }
    visible((LakeTable) table).forEach(column -> handles.put(column.name(), column));
    HIDDEN.forEach(column -> handles.put(column.name(), column));
    return handles;
  }

  @Override
  public ColumnMetadata getColumnMetadata(
      ConnectorSession session, ConnectorTableHandle table, ColumnHandle column) {
    return describe((LakeColumn) column);
  }

  @Override
  public List<SchemaTableName> listTables(ConnectorSession session, Optional<String> schema) {
    return relations(schema, metastore::listTables).toList();
  }

  @Override
  public List<SchemaTableName> listViews(ConnectorSession session, Optional<String> schema) {
    return relations(schema, database -> metastore.listViews(database).keySet()).toList();
  }

  @Override
  public Map<SchemaTableName, RelationType> getRelationTypes(
      ConnectorSession session, Optional<String> schema) {
    Map<SchemaTableName, RelationType> types = new LinkedHashMap<>();
    listTables(session, schema).forEach(name -> types.put(name, RelationType.TABLE));
    listViews(session, schema).forEach(name -> types.put(name, RelationType.VIEW));
    return types;
  }

  @Override
  public Map<SchemaTableName, ConnectorViewDefinition> getViews(
      ConnectorSession session, Optional<String> schema) {
    Map<SchemaTableName, ConnectorViewDefinition> views = new LinkedHashMap<>();
    for (String database : databases(schema)) {
      readable(database, metastore::listViews, Map.<String, ConnectorViewDefinition>of())
          .forEach((name, view) -> views.put(new SchemaTableName(database, name), view));
    }
    return views;
  }

  @Override
  public Iterator<RelationColumnsMetadata> streamRelationColumns(
      ConnectorSession session,
      Optional<String> schema,
      UnaryOperator<Set<SchemaTableName>> wanted) {
    Map<SchemaTableName, RelationColumnsMetadata> relations = new LinkedHashMap<>();
    for (String database : databases(schema)) {
      readable(database, metastore::listColumns, Map.<String, List<LakeColumn>>of())
          .forEach(
              (table, columns) -> {
                SchemaTableName name = new SchemaTableName(database, table);
                Set<String> hidden = metastore.visible(database, table).hidden();
                relations.put(
                    name,
                    RelationColumnsMetadata.forTable(
                        name,
                        columns.stream()
                            .filter(column -> !hidden.contains(column.name()))
                            .map(LakeMetadata::describe)
                            .toList()));
              });
    }
    getViews(session, schema)
        .forEach(
            (name, view) ->
                relations.put(name, RelationColumnsMetadata.forView(name, view.getColumns())));
    relations.keySet().retainAll(wanted.apply(Set.copyOf(relations.keySet())));
    return relations.values().iterator();
  }

  private List<String> databases(Optional<String> schema) {
    return schema.map(List::of).orElseGet(metastore::listDatabases);
  }

  private Stream<SchemaTableName> relations(
      Optional<String> schema, Function<String, Collection<String>> names) {
    return databases(schema).stream()
        .flatMap(
            database ->
                readable(database, names, Set.<String>of()).stream()
                    .map(name -> new SchemaTableName(database, name)));
  }

  /** A listing shows what its caller may see, and passes over the rest. */
  private static <T> T readable(String database, Function<String, T> list, T nothing) {
    try {
      return list.apply(database);
    } catch (TrinoException e) {
      if (e.getErrorCode().equals(StandardErrorCode.PERMISSION_DENIED.toErrorCode())) {
        return nothing;
      }
      throw e;
    }
  }

  @Override
  public Optional<ConnectorViewDefinition> getView(ConnectorSession session, SchemaTableName name) {
    return metastore.findView(name.getSchemaName(), name.getTableName());
  }

  @Override
  public boolean isView(ConnectorSession session, SchemaTableName name) {
    return getView(session, name).isPresent();
  }

  static Stream<LakeColumn> columns(LakeTable table) {
    // Some tables have their partition keys among the columns.
    return Stream.concat(table.columns().stream(), table.partitionKeys().stream()).distinct();
  }

  private static ColumnMetadata describe(LakeColumn column) {
    return ColumnMetadata.builder()
        .setName(column.name())
        .setType(column.type())
        .setExtraInfo(column.partitionKey() ? Optional.of("partition key") : Optional.empty())
        .setNullable(column.field() == null || !column.field().required())
        .setHidden(column.isOfFile() && !column.partitionKey())
        .build();
  }

  /** The error Trino's own connectors raise for a table that is gone. */
  static TableNotFoundException notFound(LakeTable table) {
    return new TableNotFoundException(new SchemaTableName(table.database(), table.name()));
  }
}
