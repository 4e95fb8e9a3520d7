package io.tarn.catalog;

import io.tarn.ledger.Sql;
import io.tarn.ledger.Tx;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one kind of named documents, in the order of scope and name.
 *
 * @param kind as it stands in the rows
 */
record Items(String kind) {
  static final Items CLASSIFIERS = new Items("classifier");
  static final Items FUNCTIONS = new Items("function");
  static final Items CONNECTIONS = new Items("connection");
  static final Items POLICIES = new Items("policy");
  static final Items REGISTRIES = new Items("registry");
  static final Items SCHEMAS = new Items("schema");

  /** No name holds a line feed. */
  private static final char SEPARATOR = '\n';

  record Item(String scope, String name, String document) {
    String position() {
      return scope + SEPARATOR + name;
    }
  }

  Optional<String> find(Tx tx, String region, String scope, String name) throws SQLException {
    return Sql.one(
        tx,
        "SELECT document FROM catalog_item"
            + " WHERE region = ? AND kind = ? AND scope = ? AND name = ?",
        row -> row.getString(1),
        region,
        kind,
        scope,
        name);
  }

  /** Makes the row; false when one of this name is there. */
  boolean create(Tx tx, String region, String scope, String name, String document)
      throws SQLException {
    return Sql.update(
            tx,
            "INSERT INTO catalog_item (region, kind, scope, name, document)"
                + " VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            region,
            kind,
            scope,
            name,
            document)
        > 0;
  }

  /** Makes the row or replaces it. */
  void put(Tx tx, String region, String scope, String name, String document) throws SQLException {
    Sql.update(
        tx,
        "INSERT INTO catalog_item (region, kind, scope, name, document) VALUES (?, ?, ?, ?, ?)"
            + " ON CONFLICT (region, kind, scope, name)"
            + " DO UPDATE SET document = excluded.document",
        region,
        kind,
        scope,
        name,
        document);
  }

  boolean delete(Tx tx, String region, String scope, String name) throws SQLException {
    return Sql.update(
            tx,
            "DELETE FROM catalog_item WHERE region = ? AND kind = ? AND scope = ? AND name = ?",
            region,
            kind,
            scope,
            name)
        > 0;
  }

  void deleteScope(Tx tx, String region, String scope) throws SQLException {
    Sql.update(
        tx,
        "DELETE FROM catalog_item WHERE region = ? AND kind = ? AND scope = ?",
        region,
        kind,
        scope);
  }

  /** Of one scope, those after a name. */
  List<Item> list(Tx tx, String region, String scope, @Nullable String after, int limit)
      throws SQLException {
    return Sql.list(
        tx,
        "SELECT scope, name, document FROM catalog_item"
            + " WHERE region = ? AND kind = ? AND scope = ? AND name > ? ORDER BY name LIMIT ?",
        row -> new Item(row.getString(1), row.getString(2), row.getString(3)),
        region,
        kind,
        scope,
        after == null ? "" : after,
        limit);
  }

  /**
   * Of all scopes.
   *
   * @param after an {@link Item#position}
   */
  List<Item> listAll(Tx tx, String region, @Nullable String after, int limit) throws SQLException {
    String position = after == null ? String.valueOf(SEPARATOR) : after;
    int end = position.indexOf(SEPARATOR);
    String scope = position.substring(0, end);
    return Sql.list(
        tx,
        "SELECT scope, name, document FROM catalog_item WHERE region = ? AND kind = ?"
            + " AND (scope > ? OR (scope = ? AND name > ?)) ORDER BY scope, name LIMIT ?",
        row -> new Item(row.getString(1), row.getString(2), row.getString(3)),
        region,
        kind,
        scope,
        scope,
        position.substring(end + 1),
        limit);
  }

  long count(Tx tx, String region, String scope) throws SQLException {
    return Sql.one(
            tx,
            "SELECT COUNT(*) FROM catalog_item WHERE region = ? AND kind = ? AND scope = ?",
            row -> row.getLong(1),
            region,
            kind,
            scope)
        .orElse(0L);
  }
}
