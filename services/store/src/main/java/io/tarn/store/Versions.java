package io.tarn.store;

import io.tarn.ledger.Sql;
import io.tarn.ledger.Tx;
import io.tarn.store.lock.Lock;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The table of versions. Every read goes along one of its two indexes. */
final class Versions {
  private static final String COLUMNS =
      "bucket, key, seq, version_id, latest, marker, modified, size, etag, blob, attributes, tags,"
          + " lock_mode, lock_until, legal_hold, acl";
  private static final String SELECT = "SELECT " + COLUMNS + " FROM store_object WHERE ";

  private Versions() {}

  /** The newest version or delete marker of a key. */
  static Optional<VersionRow> newest(Tx tx, String bucket, String key) throws SQLException {
    return Sql.one(
        tx,
        SELECT + "bucket = ? AND key = ? ORDER BY seq DESC LIMIT 1",
        Versions::read,
        bucket,
        key);
  }

  /** A version by its id, which begins with its place; the null version is looked for. */
  static Optional<VersionRow> find(Tx tx, String bucket, String key, String versionId)
      throws SQLException {
    if (versionId.equals(VersionRow.NULL_VERSION)) {
      return Sql.one(
          tx,
          SELECT + "bucket = ? AND key = ? AND version_id = 'null' ORDER BY seq DESC LIMIT 1",
          Versions::read,
          bucket,
          key);
    }
    return Sql.one(
            tx,
            SELECT + "bucket = ? AND key = ? AND seq = ?",
            Versions::read,
            bucket,
            key,
            seq(versionId))
        .filter(row -> row.versionId().equals(versionId));
  }

  /**
   * The version id of a place.
   *
   * @param nonce 16 hexadecimal digits
   */
  static String id(long seq, String nonce) {
    return String.format(Locale.ROOT, "%016x%s", seq, nonce.substring(0, 16));
  }

  /** Whether a text could be one of our version ids. */
  static boolean isId(String versionId) {
    if (versionId.equals(VersionRow.NULL_VERSION)) {
      return true;
    }
    if (versionId.length() != 32 || versionId.charAt(0) > '7') {
      return false;
    }
    return versionId.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
  }

  static long seq(String versionId) {
    return Long.parseLong(versionId, 0, 16, 16);
  }

  static void insert(Tx tx, VersionRow row) throws SQLException {
    Sql.update(
        tx,
        "INSERT INTO store_object ("
            + COLUMNS
            + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        row.bucket(),
        row.key(),
        row.seq(),
        row.versionId(),
        row.latest() ? 1 : 0,
        row.marker() ? 1 : 0,
        row.modified().toEpochMilli(),
        row.size(),
        row.etag(),
        row.marker() ? null : row.blob(),
        row.attributes().toJson(),
        row.tags().orElse(null),
        Locks.mode(row.lock()),
        Locks.until(row.lock()),
        Locks.legalHold(row.lock()),
        row.acl().orElse(null));
  }

  /**
   * Destroys a version: the only place where a row of this table goes, so that no way leads round
   * the lock.
   *
   * @param row as this transaction has read it
   * @throws io.tarn.kernel.ServiceError AccessDenied when the version is locked at that time
   */
  static void delete(Tx tx, VersionRow row, Instant now, Lock.Bypass bypass) throws SQLException {
    if (row.lock().forbidsRemoval(now, bypass)) {
      throw Locks.isProtected();
    }
    Sql.update(
        tx,
        "DELETE FROM store_object WHERE bucket = ? AND key = ? AND seq = ?",
        row.bucket(),
        row.key(),
        row.seq());
  }

  static void setLatest(Tx tx, VersionRow row, boolean latest) throws SQLException {
    Sql.update(
        tx,
        "UPDATE store_object SET latest = ? WHERE bucket = ? AND key = ? AND seq = ?",
        latest ? 1 : 0,
        row.bucket(),
        row.key(),
        row.seq());
  }

  static void setTags(Tx tx, VersionRow row, Optional<String> tags) throws SQLException {
    Sql.update(
        tx,
        "UPDATE store_object SET tags = ? WHERE bucket = ? AND key = ? AND seq = ?",
        tags.orElse(null),
        row.bucket(),
        row.key(),
        row.seq());
  }

  static void setLock(Tx tx, VersionRow row, Lock lock) throws SQLException {
    Sql.update(
        tx,
        "UPDATE store_object SET lock_mode = ?, lock_until = ?, legal_hold = ?"
            + " WHERE bucket = ? AND key = ? AND seq = ?",
        Locks.mode(lock),
        Locks.until(lock),
        Locks.legalHold(lock),
        row.bucket(),
        row.key(),
        row.seq());
  }

  static void setAcl(Tx tx, VersionRow row, Optional<String> acl) throws SQLException {
    Sql.update(
        tx,
        "UPDATE store_object SET acl = ? WHERE bucket = ? AND key = ? AND seq = ?",
        acl.orElse(null),
        row.bucket(),
        row.key(),
        row.seq());
  }

  static void setAttributes(Tx tx, VersionRow row, Attributes attributes) throws SQLException {
    Sql.update(
        tx,
        "UPDATE store_object SET attributes = ? WHERE bucket = ? AND key = ? AND seq = ?",
        attributes.toJson(),
        row.bucket(),
        row.key(),
        row.seq());
  }

  /** Current objects with keys from a bound on, in order; no delete markers. */
  static List<VersionRow> current(Tx tx, String bucket, String from, boolean inclusive, int limit)
      throws SQLException {
    return Sql.list(
        tx,
        SELECT
            + "bucket = ? AND key "
            + (inclusive ? ">=" : ">")
            + " ? AND latest = 1 AND marker = 0 ORDER BY key LIMIT ?",
        row -> read(row, bucket, true, false),
        bucket,
        from,
        limit);
  }

  /** All versions with keys from a bound on, newest first within a key. */
  static List<VersionRow> all(Tx tx, String bucket, String from, boolean inclusive, int limit)
      throws SQLException {
    return Sql.list(
        tx,
        SELECT
            + "bucket = ? AND key "
            + (inclusive ? ">=" : ">")
            + " ? ORDER BY key, seq DESC LIMIT ?",
        Versions::read,
        bucket,
        from,
        limit);
  }

  /** Older versions of one key. */
  static List<VersionRow> older(Tx tx, String bucket, String key, long seq, int limit)
      throws SQLException {
    return Sql.list(
        tx,
        SELECT + "bucket = ? AND key = ? AND seq < ? ORDER BY seq DESC LIMIT ?",
        Versions::read,
        bucket,
        key,
        seq,
        limit);
  }

  /** How many rows a bucket has, counted up to a limit. */
  static int count(Tx tx, String bucket, int limit) throws SQLException {
    return Sql.list(
            tx,
            "SELECT seq FROM store_object WHERE bucket = ? LIMIT ?",
            row -> row.getLong(1),
            bucket,
            limit)
        .size();
  }

  private static VersionRow read(ResultSet row) throws SQLException {
    return read(row, row.getString(1), row.getLong(5) != 0, row.getLong(6) != 0);
  }

  private static VersionRow read(ResultSet row, String bucket, boolean latest, boolean marker)
      throws SQLException {
    return new VersionRow(
        bucket,
        row.getString(2),
        row.getLong(3),
        row.getString(4),
        latest,
        marker,
        Instant.ofEpochMilli(row.getLong(7)),
        row.getLong(8),
        row.getString(9),
        row.getLong(10),
        Attributes.ofJson(row.getString(11)),
        Optional.ofNullable(row.getString(12)),
        Locks.read(row, 13),
        Optional.ofNullable(row.getString(16)));
  }
}
