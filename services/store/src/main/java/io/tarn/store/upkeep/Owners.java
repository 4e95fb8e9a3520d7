package io.tarn.store.upkeep;

import io.tarn.ledger.Reading;
import io.tarn.ledger.Sql;
import io.tarn.ledger.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Whose bytes these are. No index leads from a blob to its objects, as every write would pay for
 * it; so all versions are gone through, page by page, which is done only where damage was found.
 */
final class Owners {
  private static final int PAGE = 5000;
  private static final int PARTS_PAGE = 20;
  private static final int NAMED_MAX = 20;
  private static final String VERSION =
      "SELECT bucket, key, seq, version_id, blob FROM store_object WHERE ";

  private Owners() {}

  /** A version of an object, by name. */
  record Version(String bucket, String key, long seq, String versionId, long blob) {
    String name() {
      String uri = "s3://" + bucket + "/" + key;
      return versionId.equals("null") ? uri : uri + " (version " + versionId + ")";
    }
  }

  /**
   * The versions that show bytes of these blobs, or of multipart objects that they are parts of.
   */
  static Map<Long, List<Version>> find(Reading ledger, Set<Long> blobs) {
    Map<Long, Set<Long>> wanted = new HashMap<>();
    blobs.forEach(blob -> wanted.computeIfAbsent(blob, id -> new HashSet<>()).add(blob));
    addWholes(ledger, blobs, wanted);
    Map<Long, List<Version>> found = new HashMap<>();
    eachVersion(
        ledger,
        version ->
            wanted
                .getOrDefault(version.blob(), Set.of())
                .forEach(
                    blob -> found.computeIfAbsent(blob, id -> new ArrayList<>()).add(version)));
    return found;
  }

  private static void addWholes(Reading ledger, Set<Long> blobs, Map<Long, Set<Long>> wanted) {
    long after = 0;
    while (true) {
      long from = after;
      List<StoredBlob> page =
          ledger.read(
              tx ->
                  Sql.list(
                      tx,
                      "SELECT id, size, kept, crc, NULL, parts FROM store_blob"
                          + " WHERE id > ? AND parts IS NOT NULL ORDER BY id LIMIT "
                          + PARTS_PAGE,
                      StoredBlob::read,
                      from));
      if (page.isEmpty()) {
        return;
      }
      for (StoredBlob whole : page) {
        for (long part : whole.parts()) {
          if (blobs.contains(part)) {
            wanted.computeIfAbsent(whole.id(), id -> new HashSet<>()).add(part);
          }
        }
      }
      after = page.getLast().id();
    }
  }

  /** All versions that have bytes, in order of bucket and key. */
  static void eachVersion(Reading ledger, Consumer<Version> consumer) {
    List<Version> page = ledger.read(tx -> next(tx, "", ""));
    while (!page.isEmpty()) {
      page.forEach(consumer);
      Version last = page.getLast();
      List<Version> rest = ledger.read(tx -> older(tx, last));
      while (!rest.isEmpty()) {
        rest.forEach(consumer);
        Version oldest = rest.getLast();
        rest = ledger.read(tx -> older(tx, oldest));
      }
      page = ledger.read(tx -> next(tx, last.bucket(), last.key()));
    }
  }

  private static List<Version> next(Tx tx, String bucket, String key) throws SQLException {
    return Sql.list(
        tx,
        VERSION
            + "marker = 0 AND (bucket, key) > (?, ?) ORDER BY bucket, key, seq DESC LIMIT "
            + PAGE,
        Owners::read,
        bucket,
        key);
  }

  private static List<Version> older(Tx tx, Version than) throws SQLException {
    return Sql.list(
        tx,
        VERSION
            + "marker = 0 AND bucket = ? AND key = ? AND seq < ? ORDER BY seq DESC LIMIT "
            + PAGE,
        Owners::read,
        than.bucket(),
        than.key(),
        than.seq());
  }

  static boolean isThere(Tx tx, Version version) throws SQLException {
    return Sql.one(
            tx,
            "SELECT 1 FROM store_object WHERE bucket = ? AND key = ? AND seq = ? AND blob = ?",
            row -> row.getLong(1),
            version.bucket(),
            version.key(),
            version.seq(),
            version.blob())
        .isPresent();
  }

  /** The objects of a blob in one line, for people. */
  static String names(long blob, Map<Long, List<Version>> owners) {
    List<Version> versions = owners.getOrDefault(blob, List.of());
    String names =
        versions.isEmpty()
            ? "no object, but a part of an open upload"
            : String.join(", ", versions.stream().limit(NAMED_MAX).map(Version::name).toList());
    return names + " (blob " + blob + ")";
  }

  private static Version read(ResultSet row) throws SQLException {
    return new Version(
        row.getString(1), row.getString(2), row.getLong(3), row.getString(4), row.getLong(5));
  }
}
