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
import io.trino.spi.connector.SchemaTableName;
import io.trino.spi.connector.TableNotFoundException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What Trino's analyzer asks a connector, answered from the statement's {@link Metastore}. */
final class LakeMetadata implements ConnectorMetadata {
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
    if (startVersion.isPresent() || endVersion.isPresent()) {
      throw new TrinoException(
          StandardErrorCode.NOT_SUPPORTED, "Only Iceberg tables have versions: " + name);
    }
    // Trino's contract here is null for "no such table".
    return metastore.findTable(name.getSchemaName(), name.getTableName()).orElse(null);
  }

  @Override
  public ConnectorTableMetadata getTableMetadata(
      ConnectorSession session, ConnectorTableHandle table) {
    LakeTable lake = (LakeTable) table;
    return new ConnectorTableMetadata(
        new SchemaTableName(lake.database(), lake.name()),
        columns(lake).map(LakeMetadata::describe).toList());
  }

  @Override
  public Map<String, ColumnHandle> getColumnHandles(
      ConnectorSession session, ConnectorTableHandle table) {
    Map<String, ColumnHandle> handles = new LinkedHashMap<>();
    columns((LakeTable) table).forEach(column -> handles.put(column.name(), column));
    return handles;
  }

  @Override
  public ColumnMetadata getColumnMetadata(
      ConnectorSession session, ConnectorTableHandle table, ColumnHandle column) {
    return describe((LakeColumn) column);
  }

  @Override
  public List<SchemaTableName> listTables(ConnectorSession session, Optional<String> schema) {
    Stream<String> databases =
        schema.map(Stream::of).orElseGet(() -> metastore.listDatabases().stream());
    return databases
        .flatMap(
            database ->
                metastore.listTables(database).stream()
                    .map(table -> new SchemaTableName(database, table)))
        .toList();
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
    return Stream.concat(table.columns().stream(), table.partitionKeys().stream());
  }

  private static ColumnMetadata describe(LakeColumn column) {
    return new ColumnMetadata(column.name(), column.type());
  }

  /** The error Trino's own connectors raise for a table that is gone. */
  static TableNotFoundException notFound(LakeTable table) {
    return new TableNotFoundException(new SchemaTableName(table.database(), table.name()));
  }
}
