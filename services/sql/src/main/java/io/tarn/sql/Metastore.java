package io.tarn.sql;

import io.tarn.sql.spi.LakeColumn;
import io.tarn.sql.spi.LakeTable;
import io.trino.spi.StandardErrorCode;
import io.trino.spi.TrinoException;
import io.trino.spi.connector.ConnectorTableVersion;
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

  /**
   * A table as it was.
   *
   * @throws TrinoException NOT_SUPPORTED for a table without a history, INVALID_ARGUMENTS for a
   *     version that it does not have
   */
  default LakeTable versionOf(LakeTable table, ConnectorTableVersion version) {
    throw new TrinoException(
        StandardErrorCode.NOT_SUPPORTED,
        "Only Iceberg tables have versions: " + table.database() + "." + table.name());
  }

  /** What the catalog knows of a table, as a table: one whose name has a {@code $} in it. */
  default Optional<ListedTable> findListed(String database, String name) {
    return Optional.empty();
  }

  /** What of a table the statement's caller may read. */
  default TableRules.Visible visible(String database, String table) {
    return TableRules.Visible.ALL;
  }

  Optional<ConnectorViewDefinition> findView(String database, String view);
}
