package io.tarn.catalog;

import io.tarn.api.StructureJson;
import io.tarn.api.glue.Database;
import io.tarn.api.glue.DatabaseInput;
import io.tarn.kernel.Page;
import io.tarn.ledger.Sql;
import io.tarn.ledger.Tx;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** The rows of databases. */
final class DatabaseRows {
  private DatabaseRows() {}

  static Optional<Database> find(Tx tx, String region, String name) throws SQLException {
    return Sql.one(
        tx,
        "SELECT document FROM catalog_database WHERE region = ? AND name = ?",
        row -> read(row.getString(1)),
        region,
        Names.fold(name));
  }

  static Database load(Tx tx, String region, String name) throws SQLException {
    return find(tx, region, name).orElseThrow(() -> GlueError.databaseNotFound(name));
  }

  static Page<Database> list(Tx tx, String region, Optional<String> after, int limit)
      throws SQLException {
    List<Database> databases =
        Sql.list(
            tx,
            "SELECT document FROM catalog_database WHERE region = ? AND name > ?"
                + " ORDER BY name LIMIT ?",
            row -> read(row.getString(1)),
            region,
            after.orElse(""),
            limit + 1);
    return page(databases, limit);
  }

  private static Page<Database> page(List<Database> databases, int limit) {
    if (databases.size() <= limit) {
      return new Page<>(databases, Optional.empty());
    }
    List<Database> kept = databases.subList(0, limit);
    return new Page<>(kept, Optional.of(kept.getLast().name()));
  }

  static Database create(Tx tx, Change change, DatabaseInput input) throws SQLException {
    Database database = toDatabase(change, input).createTime(change.now()).build();
    int rows =
        Sql.update(
            tx,
            "INSERT INTO catalog_database (region, name, document) VALUES (?, ?, ?)"
                + " ON CONFLICT DO NOTHING",
            change.region(),
            database.name(),
            StructureJson.write(database));
    if (rows == 0) {
      throw GlueError.ALREADY_EXISTS.error("Database already exists.");
    }
    return database;
  }

  static Database update(Tx tx, Change change, String name, DatabaseInput input)
      throws SQLException {
    Database old = load(tx, change.region(), name);
    if (!Names.fold(input.name()).equals(old.name())) {
      throw GlueError.notDone("Renaming database " + old.name() + " to " + input.name());
    }
    Database fresh = toDatabase(change, input).createTime(old.createTime()).build();
    Sql.update(
        tx,
        "UPDATE catalog_database SET document = ? WHERE region = ? AND name = ?",
        StructureJson.write(fresh),
        change.region(),
        fresh.name());
    return fresh;
  }

  static void delete(Tx tx, Change change, String name) throws SQLException {
    Sql.update(
        tx,
        "DELETE FROM catalog_database WHERE region = ? AND name = ?",
        change.region(),
        Names.fold(name));
  }

  private static Database.Builder toDatabase(Change change, DatabaseInput input) {
    Names.refuse(input.targetDatabase(), "TargetDatabase");
    Names.refuse(input.federatedDatabase(), "FederatedDatabase");
    return Database.builder()
        .name(Names.fold(input.name()))
        .description(input.description())
        .locationUri(input.locationUri())
        .parameters(input.parameters())
        .createTableDefaultPermissions(input.createTableDefaultPermissions())
        .catalogId(change.account());
  }

  private static Database read(String document) {
    return StructureJson.read(document, Database.builder()).build();
  }
}
