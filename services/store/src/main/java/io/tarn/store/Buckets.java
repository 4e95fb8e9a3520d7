package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.ledger.Ledger;
import io.tarn.ledger.Sql;
import io.tarn.ledger.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The table of buckets, and what of it every request needs at hand. The copy in memory is dropped
 * before and after each change, and nothing that was read across a change is kept.
 */
final class Buckets {
  private static final String COLUMNS = "name, region, created, versioning, owner";
  private static final int KEPT_MAX = 10_000;

  private final Ledger ledger;
  private final Map<String, BucketRow> kept = new ConcurrentHashMap<>();
  private final AtomicLong changes = new AtomicLong();

  Buckets(Ledger ledger) {
    this.ledger = requireNonNull(ledger, "ledger is null");
  }

  /** The bucket from memory or the ledger; for access rules and reads. */
  Optional<BucketRow> find(String name) {
    Ledger.requireOutside();
    BucketRow known = kept.get(name);
    if (known != null) {
      return Optional.of(known);
    }
    long before = changes.get();
    Optional<BucketRow> found = ledger.read(tx -> find(tx, name));
    if (found.isPresent()) {
      if (kept.size() >= KEPT_MAX) {
        kept.clear();
      }
      kept.put(name, found.get());
      if (changes.get() != before) {
        kept.remove(name);
      }
    }
    return found;
  }

  BucketRow load(String name) {
    return find(name).orElseThrow(() -> S3Error.noSuchBucket(name));
  }

  static Optional<BucketRow> find(Tx tx, String name) throws SQLException {
    Optional<BucketRow> bare =
        Sql.one(tx, "SELECT " + COLUMNS + " FROM store_bucket WHERE name = ?", Buckets::read, name);
    return bare.isEmpty() ? bare : Optional.of(withSettings(tx, bare.get()));
  }

  private static BucketRow withSettings(Tx tx, BucketRow bare) throws SQLException {
    Map<BucketSetting, String> settings = new EnumMap<>(BucketSetting.class);
    Sql.list(
            tx,
            "SELECT kind, document FROM store_bucket_setting WHERE bucket = ?",
            row -> Map.entry(BucketSetting.valueOf(row.getString(1)), row.getString(2)),
            bare.name())
        .forEach(setting -> settings.put(setting.getKey(), setting.getValue()));
    return new BucketRow(
        bare.name(), bare.region(), bare.created(), bare.versioning(), bare.guest(), settings);
  }

  static BucketRow load(Tx tx, String name) throws SQLException {
    return find(tx, name).orElseThrow(() -> S3Error.noSuchBucket(name));
  }

  /**
   * Buckets by name, without their settings.
   *
   * @param guest whose; empty for the lake's own
   */
  static List<BucketRow> list(Tx tx, String guest, String prefix, String after, int limit)
      throws SQLException {
    return Sql.list(
        tx,
        "SELECT "
            + COLUMNS
            + " FROM store_bucket WHERE owner = ? AND name > ? AND name >= ? ORDER BY name LIMIT ?",
        Buckets::read,
        guest,
        after,
        prefix,
        limit);
  }

  static long count(Tx tx, String guest) throws SQLException {
    return Sql.one(
            tx, "SELECT COUNT(*) FROM store_bucket WHERE owner = ?", row -> row.getLong(1), guest)
        .orElse(0L);
  }

  static void insert(Tx tx, BucketRow bucket) throws SQLException {
    Sql.update(
        tx,
        "INSERT INTO store_bucket (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?)",
        bucket.name(),
        bucket.region(),
        bucket.created().toEpochMilli(),
        bucket.versioning().name(),
        bucket.guest());
    for (Map.Entry<BucketSetting, String> setting : bucket.settings().entrySet()) {
      put(tx, bucket.name(), setting.getKey(), setting.getValue());
    }
  }

  /** Removes a bucket with its settings. */
  static void delete(Tx tx, String name) throws SQLException {
    Sql.update(tx, "DELETE FROM store_bucket_setting WHERE bucket = ?", name);
    Sql.update(tx, "DELETE FROM store_bucket WHERE name = ?", name);
  }

  static void put(Tx tx, String name, BucketSetting kind, String document) throws SQLException {
    Sql.update(
        tx,
        "INSERT INTO store_bucket_setting (bucket, kind, document) VALUES (?, ?, ?)"
            + " ON CONFLICT (bucket, kind) DO UPDATE SET document = excluded.document",
        name,
        kind.name(),
        document);
  }

  /** Runs a change of a bucket's row and forgets what was kept of it. */
  <T> T change(String name, io.tarn.ledger.Work<T> work) {
    forget(name);
    try {
      return ledger.commit(work);
    } finally {
      forget(name);
    }
  }

  static int setVersioning(Tx tx, String name, Versioning versioning) throws SQLException {
    return Sql.update(
        tx, "UPDATE store_bucket SET versioning = ? WHERE name = ?", versioning.name(), name);
  }

  /** What must hold of a bucket when something of it is changed. */
  @FunctionalInterface
  interface Condition {
    /**
     * @throws io.tarn.kernel.ServiceError when it does not
     */
    void check(BucketRow bucket);
  }

  /**
   * Sets or, with null, removes a document of an existing bucket.
   *
   * @throws io.tarn.kernel.ServiceError NoSuchBucket
   */
  void set(String name, BucketSetting kind, @Nullable String document) {
    set(name, kind, document, bucket -> {});
  }

  /** The same where a condition must hold in the commit itself. */
  void set(String name, BucketSetting kind, @Nullable String document, Condition condition) {
    change(
        name,
        tx -> {
          condition.check(load(tx, name));
          if (document == null) {
            return Sql.update(
                tx,
                "DELETE FROM store_bucket_setting WHERE bucket = ? AND kind = ?",
                name,
                kind.name());
          }
          put(tx, name, kind, document);
          return 1;
        });
  }

  private void forget(String name) {
    changes.incrementAndGet();
    kept.remove(name);
  }

  private static BucketRow read(ResultSet row) throws SQLException {
    return new BucketRow(
        row.getString(1),
        row.getString(2),
        Instant.ofEpochMilli(row.getLong(3)),
        Versioning.valueOf(row.getString(4)),
        row.getString(5),
        Map.of());
  }
}
