package io.tarn.keys;

import io.tarn.ledger.Sql;
import io.tarn.ledger.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The table of keys. */
final class KeyTable {
  private static final String COLUMNS =
      "region, id, created, description, manager, state, deletion, policy, tags, material";
  private static final String SELECT = "SELECT " + COLUMNS + " FROM keys_key WHERE region = ? AND ";

  private KeyTable() {}

  static Optional<KeyRow> find(Tx tx, String region, String id) throws SQLException {
    return Sql.one(tx, SELECT + "id = ?", KeyTable::read, region, id);
  }

  static KeyRow load(Tx tx, String account, String region, String id) throws SQLException {
    return find(tx, region, id)
        .orElseThrow(
            () ->
                KeysError.NOT_FOUND.with(
                    "Key '" + KeyRow.arn(account, region, id) + "' does not exist"));
  }

  static List<KeyRow> list(Tx tx, String region, String after, int limit) throws SQLException {
    return Sql.list(
        tx, SELECT + "id > ? ORDER BY id LIMIT ?", KeyTable::read, region, after, limit);
  }

  static long count(Tx tx, String region) throws SQLException {
    return Sql.one(
            tx, "SELECT COUNT(*) FROM keys_key WHERE region = ?", row -> row.getLong(1), region)
        .orElse(0L);
  }

  static void insert(Tx tx, KeyRow row) throws SQLException {
    Sql.update(
        tx,
        "INSERT INTO keys_key (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        row.region(),
        row.id(),
        row.created().toEpochMilli(),
        row.description(),
        row.manager().name(),
        row.state().name(),
        row.deletion().map(Instant::toEpochMilli).orElse(null),
        row.policy(),
        Tags.write(row.tags()),
        row.material());
  }

  /** Everything but the material, which never changes. */
  static void update(Tx tx, KeyRow row) throws SQLException {
    Sql.update(
        tx,
        "UPDATE keys_key SET description = ?, state = ?, deletion = ?, policy = ?, tags = ?"
            + " WHERE region = ? AND id = ?",
        row.description(),
        row.state().name(),
        row.deletion().map(Instant::toEpochMilli).orElse(null),
        row.policy(),
        Tags.write(row.tags()),
        row.region(),
        row.id());
  }

  static void delete(Tx tx, String region, String id) throws SQLException {
    Aliases.deleteOfKey(tx, region, id);
    Sql.update(tx, "DELETE FROM keys_key WHERE region = ? AND id = ?", region, id);
  }

  private static KeyRow read(ResultSet row) throws SQLException {
    long deletion = row.getLong(7);
    boolean goes = !row.wasNull();
    return new KeyRow(
        row.getString(1),
        row.getString(2),
        Instant.ofEpochMilli(row.getLong(3)),
        row.getString(4),
        KeyRow.Manager.valueOf(row.getString(5)),
        KeyRow.State.valueOf(row.getString(6)),
        goes ? Optional.of(Instant.ofEpochMilli(deletion)) : Optional.empty(),
        row.getString(8),
        Tags.read(row.getString(9)),
        row.getBytes(10));
  }
}
