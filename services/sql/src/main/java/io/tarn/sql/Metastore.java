package io.tarn.sql;

import io.tarn.sql.spi.LakeColumn;
import io.tarn.sql.spi.LakeTable;
import io.trino.spi.connector.ConnectorViewDefinition;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The catalog as one statement sees it: asked by name only, each answer authorised as the
 * statement's caller and the same to the statement's end.
 *
 * <p>Refusals are {@link io.trino.spi.TrinoException}s, so that the analyzer carries them.
 */
public interface Metastore {
  boolean databaseExists(String database);

  List<String> listDatabases();

  /** Names of tables and views. */
  List<String> listTables(String database);

  /** The columns of every table whose types are known; one with others is left out. */
  Map<String, List<LakeColumn>> listColumns(String database);

  /** Every view that can be read; one kept in another form is left out. */
  Map<String, ConnectorViewDefinition> listViews(String database);

  /** A table, not a view; both names in lower case. */
  Optional<LakeTable> findTable(String database, String table);

  Optional<ConnectorViewDefinition> findView(String database, String view);
}
