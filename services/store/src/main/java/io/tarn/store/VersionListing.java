package io.tarn.store;

import io.tarn.ledger.Tx;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Pages of versions: by key, newest first; a folder costs one seek. */
final class VersionListing {
  private static final int BATCH = 256;

  private VersionListing() {}

  /** Goes on behind this version of the marker's key, or behind the key when that is empty. */
  record Query(
      String prefix, String delimiter, String keyMarker, String versionMarker, int limit) {}

  record Found(
      List<VersionRow> rows,
      List<String> prefixes,
      Optional<String> nextKey,
      Optional<String> nextVersion) {}

  static Found list(Tx tx, String bucket, Query query) throws SQLException {
    Walk walk = new Walk(tx, bucket, query);
    if (query.limit() > 0) {
      walk.run();
    }
    return new Found(
        walk.rows,
        walk.prefixes,
        Optional.ofNullable(walk.nextKey),
        Optional.ofNullable(walk.nextVersion));
  }

  private static final class Walk {
    private final Tx tx;
    private final String bucket;
    private final Query query;
    private final Listing.Query shape;
    private final List<VersionRow> rows = new ArrayList<>();
    private final List<String> prefixes = new ArrayList<>();
    private String lastKey = "";
    private @Nullable String lastVersion;
    private @Nullable String nextKey;
    private @Nullable String nextVersion;
    private @Nullable String jump;

    Walk(Tx tx, String bucket, Query query) {
      this.tx = tx;
      this.bucket = bucket;
      this.query = query;
      this.shape = new Listing.Query(query.prefix(), query.delimiter(), "", query.limit());
    }

    void run() throws SQLException {
      @Nullable String from = query.prefix();
      boolean inclusive = true;
      String marker = query.keyMarker();
      if (!marker.isEmpty() && Listing.BYTE_ORDER.compare(marker, from) >= 0) {
        Optional<String> folder = Listing.folder(marker, shape).filter(marker::equals);
        from = folder.isPresent() ? Listing.behind(folder.get()) : marker;
        inclusive = folder.isPresent();
        if (folder.isEmpty() && !query.versionMarker().isEmpty() && !restOfKey(marker)) {
          return;
        }
      }
      while (from != null) {
        int wanted = Math.min(BATCH, query.limit() - size() + 1);
        List<VersionRow> batch = Versions.all(tx, bucket, from, inclusive, wanted);
        jump = null;
        for (VersionRow row : batch) {
          if (!take(row)) {
            return;
          }
          if (jump != null) {
            break;
          }
        }
        if (jump != null) {
          from = Listing.behind(jump);
          inclusive = true;
        } else if (batch.size() < wanted) {
          return;
        } else {
          VersionRow last = batch.getLast();
          from = last.key();
          inclusive = false;
          if (!rest(last.key(), last.seq())) {
            return;
          }
        }
      }
    }

    /** The versions of the marker's key that are older than the marker's. */
    private boolean restOfKey(String key) throws SQLException {
      Optional<VersionRow> at = Versions.find(tx, bucket, key, query.versionMarker());
      long seq =
          at.map(VersionRow::seq)
              .orElseGet(
                  () ->
                      query.versionMarker().equals(VersionRow.NULL_VERSION)
                          ? 0L
                          : Versions.seq(query.versionMarker()));
      return rest(key, seq);
    }

    private boolean rest(String key, long seq) throws SQLException {
      long below = seq;
      while (true) {
        List<VersionRow> batch = Versions.older(tx, bucket, key, below, BATCH);
        for (VersionRow row : batch) {
          if (!take(row)) {
            return false;
          }
          below = row.seq();
        }
        if (batch.size() < BATCH) {
          return true;
        }
      }
    }

    /** Returns false when the page has ended. */
    private boolean take(VersionRow row) {
      if (!row.key().startsWith(query.prefix())) {
        return false;
      }
      if (size() == query.limit()) {
        nextKey = lastKey;
        nextVersion = lastVersion;
        return false;
      }
      Optional<String> folder = Listing.folder(row.key(), shape);
      if (folder.isPresent()) {
        if (query.keyMarker().isEmpty()
            || Listing.BYTE_ORDER.compare(folder.get(), query.keyMarker()) > 0) {
          prefixes.add(folder.get());
          lastKey = folder.get();
          lastVersion = null;
        }
        jump = folder.get();
        return true;
      }
      rows.add(row);
      lastKey = row.key();
      lastVersion = row.versionId();
      return true;
    }

    private int size() {
      return rows.size() + prefixes.size();
    }
  }
}
