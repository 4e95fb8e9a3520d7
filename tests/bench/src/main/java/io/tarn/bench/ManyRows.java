package io.tarn.bench;

import io.tarn.ledger.Limits;
import io.tarn.ledger.LocalLedger;
import io.tarn.ledger.Sql;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Fills a stopped lake's ledger, because ten million PUTs would take hours: each row is a copy of
 * one that the lake itself wrote for a PUT, under another key, with the same bytes, as CopyObject
 * shares them. Through the ledger's own commits, some ten thousand rows each.
 */
final class ManyRows implements AutoCloseable {
  private static final int BATCH = 50_000;
  private static final String NUMBERS =
      "WITH RECURSIVE numbers (n) AS (SELECT ? UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < ?)";

  private final LocalLedger ledger;

  ManyRows(Path data) {
    ledger = LocalLedger.open(data, InstantSource.system(), Limits.standard());
    ledger.start();
  }

  /** Objects with keys of twelve digits below some folders, in the order of their keys. */
  void objects(String bucket, String model, int count) {
    Instant began = Instant.now();
    for (int from = 0; from < count; from += BATCH) {
      int first = from;
      int behind = Math.min(count, from + BATCH);
      ledger.commit(
          tx -> {
            Sql.update(
                tx,
                NUMBERS
                    + " INSERT INTO store_object (bucket, key, seq, version_id, latest, marker,"
                    + " modified, size, etag, blob, attributes, tags, lock_mode, lock_until,"
                    + " legal_hold, acl)"
                    + " SELECT bucket, printf('year=2026/part-%012d.parquet', n), seq, version_id,"
                    + " latest, marker, modified, size, etag, blob, attributes, tags, lock_mode,"
                    + " lock_until, legal_hold, acl"
                    + " FROM numbers, store_object WHERE bucket = ? AND key = ?",
                first,
                behind,
                bucket,
                model);
            return Sql.update(
                tx,
                "UPDATE store_blob SET refs = refs + ? WHERE id ="
                    + " (SELECT blob FROM store_object WHERE bucket = ? AND key = ?)",
                behind - first,
                bucket,
                model);
          });
    }
    System.out.printf(
        "%d rows in %d s%n", count, Duration.between(began, Instant.now()).toSeconds());
  }

  /** The parts of an upload behind its first, with the bytes of that. */
  void parts(String upload, int count) {
    ledger.commit(
        tx -> {
          Sql.update(
              tx,
              "UPDATE store_blob SET refs = ? WHERE id ="
                  + " (SELECT blob FROM store_part WHERE upload = ? AND number = 1)",
              count,
              upload);
          return Sql.update(
              tx,
              NUMBERS
                  + " INSERT INTO store_part (upload, number, blob, size, etag, checksums, modified)"
                  + " SELECT upload, number + n, blob, size, etag, checksums, modified"
                  + " FROM numbers, store_part WHERE upload = ? AND number = 1",
              1,
              count,
              upload);
        });
  }

  @Override
  public void close() {
    ledger.close();
  }
}
