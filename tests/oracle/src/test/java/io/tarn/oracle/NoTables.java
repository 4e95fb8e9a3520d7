package io.tarn.oracle;

import io.tarn.sql.Metastore;
import io.tarn.sql.spi.LakeColumn;
import io.tarn.sql.spi.LakeTable;
import io.trino.spi.connector.ConnectorViewDefinition;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A catalog without tables: the statements bring their rows with them. */
final class NoTables implements Metastore {
  @Override
  public boolean databaseExists(String database) {
    return database.equals("db");
  }

  @Override
  public List<String> listDatabases() {
    return List.of("db");
  }

  @Override
  public List<String> listTables(String database) {
    return List.of();
  }

  @Override
  public Map<String, List<LakeColumn>> listColumns(String database) {
    return Map.of();
  }

  @Override
  public Map<String, ConnectorViewDefinition> listViews(String database) {
    return Map.of();
  }

  @Override
  public Optional<LakeTable> findTable(String database, String table) {
    return Optional.empty();
  }

  @Override
  public Optional<ConnectorViewDefinition> findView(String database, String view) {
    return Optional.empty();
  }
}
