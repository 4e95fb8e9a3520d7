package io.tarn.keys;

import io.tarn.kernel.Arn;
import io.tarn.ledger.Sql;
import io.tarn.ledger.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The table of aliases: names of keys within a region. */
final class Aliases {
  static final String PREFIX = "alias/";
  static final String RESERVED = "alias/aws/";
  private static final String SELECT =
      "SELECT region, name, key_id, created, updated FROM keys_alias WHERE region = ? AND ";

  private Aliases() {}

  /**
   * @param name with its {@code alias/}
   */
  record Row(String region, String name, String keyId, Instant created, Instant updated) {}

  static String arn(String account, String region, String name) {
    return Arn.of("kms", region, account, name).toString();
  }

  /** Refuses names that KMS refuses. */
  static void check(String name) {
    if (!name.startsWith(PREFIX)) {
      throw KeysError.VALIDATION.with("Invalid identifier");
    }
    if (name.equals(PREFIX)) {
      throw KeysError.VALIDATION.with("Alias name must be non-empty");
    }
    if (name.indexOf(':') >= 0) {
      throw KeysError.VALIDATION.with(name + " contains invalid characters for an alias");
    }
  }

  static Optional<Row> find(Tx tx, String region, String name) throws SQLException {
    return Sql.one(tx, SELECT + "name = ?", Aliases::read, region, name);
  }

  static List<Row> list(Tx tx, String region, String after, int limit) throws SQLException {
    return Sql.list(
        tx, SELECT + "name > ? ORDER BY name LIMIT ?", Aliases::read, region, after, limit);
  }

  static List<Row> ofKey(Tx tx, String region, String keyId, String after, int limit)
      throws SQLException {
    return Sql.list(
        tx,
        SELECT + "key_id = ? AND name > ? ORDER BY name LIMIT ?",
        Aliases::read,
        region,
        keyId,
        after,
        limit);
  }

  static void insert(Tx tx, Row row) throws SQLException {
    Sql.update(
        tx,
        "INSERT INTO keys_alias (region, name, key_id, created, updated) VALUES (?, ?, ?, ?, ?)",
        row.region(),
        row.name(),
        row.keyId(),
        row.created().toEpochMilli(),
        row.updated().toEpochMilli());
  }

  static void retarget(Tx tx, Row row, String keyId, Instant now) throws SQLException {
    Sql.update(
        tx,
        "UPDATE keys_alias SET key_id = ?, updated = ? WHERE region = ? AND name = ?",
        keyId,
        now.toEpochMilli(),
        row.region(),
        row.name());
  }

  static void delete(Tx tx, String region, String name) throws SQLException {
    Sql.update(tx, "DELETE FROM keys_alias WHERE region = ? AND name = ?", region, name);
  }

  static void deleteOfKey(Tx tx, String region, String keyId) throws SQLException {
    Sql.update(tx, "DELETE FROM keys_alias WHERE region = ? AND key_id = ?", region, keyId);
  }

  private static Row read(ResultSet row) throws SQLException {
    return new Row(
        row.getString(1),
        row.getString(2),
        row.getString(3),
        Instant.ofEpochMilli(row.getLong(4)),
        Instant.ofEpochMilli(row.getLong(5)));
  }
}
