package io.tarn.keys.secrets;

import io.tarn.ledger.Sql;
import io.tarn.ledger.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table of secrets: one of a name in a region. */
final class SecretTable {
  private static final String COLUMNS =
      "region, name, suffix, description, kms_key, created, changed, accessed, deletion, tags,"
          + " policy";
  private static final String SELECT = "SELECT " + COLUMNS + " FROM keys_secret WHERE region = ?";

  private SecretTable() {}

  static Optional<SecretRow> find(Tx tx, String region, String name) throws SQLException {
    return Sql.one(tx, SELECT + " AND name = ?", SecretTable::read, region, name);
  }

  static List<SecretRow> list(Tx tx, String region) throws SQLException {
    return Sql.list(tx, SELECT + " ORDER BY created, name", SecretTable::read, region);
  }

  static long count(Tx tx, String region) throws SQLException {
    return Sql.one(
            tx, "SELECT COUNT(*) FROM keys_secret WHERE region = ?", row -> row.getLong(1), region)
        .orElse(0L);
  }

  static void insert(Tx tx, SecretRow row) throws SQLException {
    Sql.update(
        tx,
        "INSERT INTO keys_secret (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        row.region(),
        row.name(),
        row.suffix(),
        row.description(),
        row.key().orElse(null),
        row.created().toEpochMilli(),
        row.changed().toEpochMilli(),
        millis(row.accessed()),
        millis(row.deletion()),
        SecretJson.write(row.tags()),
        row.policy().orElse(null));
  }

  static void update(Tx tx, SecretRow row) throws SQLException {
    Sql.update(
        tx,
        "UPDATE keys_secret SET description = ?, kms_key = ?, changed = ?, accessed = ?,"
            + " deletion = ?, tags = ?, policy = ? WHERE region = ? AND name = ?",
        row.description(),
        row.key().orElse(null),
        row.changed().toEpochMilli(),
        millis(row.accessed()),
        millis(row.deletion()),
        SecretJson.write(row.tags()),
        row.policy().orElse(null),
        row.region(),
        row.name());
  }

  static void accessed(Tx tx, SecretRow row, Instant day) throws SQLException {
    Sql.update(
        tx,
        "UPDATE keys_secret SET accessed = ? WHERE region = ? AND name = ? AND suffix = ?",
        day.toEpochMilli(),
        row.region(),
        row.name(),
        row.suffix());
  }

  /** With all its versions. */
  static void delete(Tx tx, SecretRow row) throws SQLException {
    Sql.update(
        tx,
        "DELETE FROM keys_secret_version WHERE region = ? AND name = ?",
        row.region(),
        row.name());
    Sql.update(
        tx, "DELETE FROM keys_secret WHERE region = ? AND name = ?", row.region(), row.name());
  }

  static @Nullable Long millis(Optional<Instant> time) {
    return time.map(Instant::toEpochMilli).orElse(null);
  }

  static Optional<Instant> instant(ResultSet row, int column) throws SQLException {
    long millis = row.getLong(column);
    return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
  }

  private static SecretRow read(ResultSet row) throws SQLException {
    return new SecretRow(
        row.getString(1),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        Optional.ofNullable(row.getString(5)),
        Instant.ofEpochMilli(row.getLong(6)),
        Instant.ofEpochMilli(row.getLong(7)),
        instant(row, 8),
        instant(row, 9),
        SecretJson.readMap(row.getString(10)),
        Optional.ofNullable(row.getString(11)));
  }
}
