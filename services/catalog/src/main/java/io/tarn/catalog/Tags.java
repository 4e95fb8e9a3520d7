package io.tarn.catalog;

import io.tarn.api.Call;
import io.tarn.kernel.Arn;
import io.tarn.ledger.Sql;
import io.tarn.ledger.Tx;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Tags of this room's resources, by ARN. */
final class Tags {
  private static final int TAGS_MAX = 50;

  private record Tag(String name, String value) {}

  private Tags() {}

  /** The resource must be there. */
  static void check(Tx tx, Call call, String resource) throws SQLException {
    if (!Arn.isArn(resource)) {
      throw GlueError.INVALID_INPUT.error("Not an ARN: " + resource);
    }
    Arn arn = Arn.parse(resource);
    String[] parts = arn.resource().split("/", 3);
    boolean here = arn.region().equals(call.region()) && arn.account().equals(call.account());
    boolean exists =
        here
            && switch (parts[0]) {
              case "database" ->
                  parts.length == 2 && DatabaseRows.find(tx, call.region(), parts[1]).isPresent();
              case "table" ->
                  parts.length == 3
                      && TableRows.find(tx, call.region(), parts[1], parts[2]).isPresent();
              case "crawler" ->
                  parts.length == 2 && CrawlerRows.find(tx, call.region(), parts[1]).isPresent();
              case "registry" ->
                  parts.length == 2
                      && SchemaRows.findRegistry(tx, call.region(), new SchemaKey(parts[1], ""))
                          .isPresent();
              case "schema" ->
                  parts.length == 3
                      && SchemaRows.findSchema(tx, call.region(), new SchemaKey(parts[1], parts[2]))
                          .isPresent();
              case "connection" ->
                  parts.length == 2 && ConnectionRows.find(tx, call.region(), parts[1]).isPresent();
              default -> false;
            };
    if (!exists) {
      throw GlueError.ENTITY_NOT_FOUND.error("Entity not found: " + resource);
    }
  }

  static Map<String, String> find(Tx tx, String region, String arn) throws SQLException {
    Map<String, String> tags = new LinkedHashMap<>();
    for (Tag tag :
        Sql.list(
            tx,
            "SELECT name, value FROM catalog_tag WHERE region = ? AND arn = ? ORDER BY name",
            row -> new Tag(row.getString(1), row.getString(2)),
            region,
            arn)) {
      tags.put(tag.name(), tag.value());
    }
    return tags;
  }

  static void put(Tx tx, String region, String arn, Map<String, String> tags) throws SQLException {
    for (Map.Entry<String, String> tag : tags.entrySet()) {
      Sql.update(
          tx,
          "INSERT INTO catalog_tag (region, arn, name, value) VALUES (?, ?, ?, ?)"
              + " ON CONFLICT (region, arn, name) DO UPDATE SET value = excluded.value",
          region,
          arn,
          tag.getKey(),
          tag.getValue());
    }
    if (find(tx, region, arn).size() > TAGS_MAX) {
      throw GlueError.INVALID_INPUT.error("A resource has at most " + TAGS_MAX + " tags");
    }
  }

  static void remove(Tx tx, String region, String arn, List<String> names) throws SQLException {
    for (String name : names) {
      Sql.update(
          tx,
          "DELETE FROM catalog_tag WHERE region = ? AND arn = ? AND name = ?",
          region,
          arn,
          name);
    }
  }

  static void removeAll(Tx tx, String region, String arn) throws SQLException {
    Sql.update(tx, "DELETE FROM catalog_tag WHERE region = ? AND arn = ?", region, arn);
  }

  /** The tags of a database and of all tables in it. */
  static void removeDatabase(Tx tx, Change change, String database) throws SQLException {
    String region = change.region();
    removeAll(tx, region, CatalogAccess.databaseArn(region, change.account(), database));
    String tables = CatalogAccess.tableArn(region, change.account(), database, "");
    Sql.update(
        tx,
        "DELETE FROM catalog_tag WHERE region = ? AND arn >= ? AND arn < ?",
        region,
        tables,
        tables.substring(0, tables.length() - 1) + "0");
  }
}
