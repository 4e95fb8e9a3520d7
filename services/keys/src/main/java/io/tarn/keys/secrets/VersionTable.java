package io.tarn.keys.secrets;

import io.tarn.ledger.Sql;
import io.tarn.ledger.Tx;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The table of secrets' versions. */
final class VersionTable {
  private static final String WHERE = " WHERE region = ? AND name = ?";

  private VersionTable() {}

  /** The oldest first. */
  static List<VersionRow> list(Tx tx, SecretRow secret) throws SQLException {
    return Sql.list(
        tx,
        "SELECT id, created, accessed, stages, kms_key FROM keys_secret_version"
            + WHERE
            + " ORDER BY created, id",
        row ->
            new VersionRow(
                row.getString(1),
                Instant.ofEpochMilli(row.getLong(2)),
                SecretTable.instant(row, 3),
                SecretJson.readList(row.getString(4)),
                row.getString(5)),
        secret.region(),
        secret.name());
  }

  static Optional<SealedValue> value(Tx tx, SecretRow secret, String id) throws SQLException {
    return Sql.one(
        tx,
        "SELECT kms_key, wrapped, sealed, is_text FROM keys_secret_version" + WHERE + " AND id = ?",
        row ->
            new SealedValue(
                row.getString(1), row.getBytes(2), row.getBytes(3), row.getLong(4) == 1),
        secret.region(),
        secret.name(),
        id);
  }

  /** Labels by version, those without any among them. */
  static Map<String, List<String>> stages(Tx tx, SecretRow secret) throws SQLException {
    Map<String, List<String>> stages = new LinkedHashMap<>();
    for (VersionRow version : list(tx, secret)) {
      stages.put(version.id(), version.stages());
    }
    return stages;
  }

  static void insert(Tx tx, SecretRow secret, String id, Instant now, SealedValue value)
      throws SQLException {
    Sql.update(
        tx,
        "INSERT INTO keys_secret_version (region, name, id, created, accessed, stages, kms_key,"
            + " wrapped, sealed, is_text) VALUES (?, ?, ?, ?, NULL, '[]', ?, ?, ?, ?)",
        secret.region(),
        secret.name(),
        id,
        now.toEpochMilli(),
        value.key(),
        value.wrapped(),
        value.sealed(),
        value.text() ? 1L : 0L);
  }

  static void reseal(Tx tx, SecretRow secret, String id, SealedValue value) throws SQLException {
    Sql.update(
        tx,
        "UPDATE keys_secret_version SET kms_key = ?, wrapped = ?, sealed = ?"
            + WHERE
            + " AND id = ?",
        value.key(),
        value.wrapped(),
        value.sealed(),
        secret.region(),
        secret.name(),
        id);
  }

  static void accessed(Tx tx, SecretRow secret, String id, Instant day) throws SQLException {
    Sql.update(
        tx,
        "UPDATE keys_secret_version SET accessed = ?" + WHERE + " AND id = ?",
        day.toEpochMilli(),
        secret.region(),
        secret.name(),
        id);
  }

  /** Writes the labels of those versions whose labels have changed. */
  static void restage(
      Tx tx, SecretRow secret, Map<String, List<String>> before, Map<String, List<String>> after)
      throws SQLException {
    for (Map.Entry<String, List<String>> entry : after.entrySet()) {
      if (!entry.getValue().equals(before.get(entry.getKey()))) {
        Sql.update(
            tx,
            "UPDATE keys_secret_version SET stages = ?" + WHERE + " AND id = ?",
            SecretJson.write(entry.getValue()),
            secret.region(),
            secret.name(),
            entry.getKey());
      }
    }
  }

  /** Of the versions beyond a number, removes the oldest that have no label. */
  static void prune(Tx tx, SecretRow secret, int most) throws SQLException {
    List<VersionRow> versions = list(tx, secret);
    int over = versions.size() - most;
    for (VersionRow version : versions) {
      if (over > 0 && version.stages().isEmpty()) {
        Sql.update(
            tx,
            "DELETE FROM keys_secret_version" + WHERE + " AND id = ?",
            secret.region(),
            secret.name(),
            version.id());
        over--;
      }
    }
  }
}
