package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.ledger.Ledger;
import io.tarn.ledger.Sql;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes files that no row knows: bytes that were written before a crash and never committed. A
 * file is looked up only when it was not staged beforehand, so that no commit can come in between.
 */
final class Sweeper {
  private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);
  private static final int BATCH = 1000;

  private final Ledger ledger;
  private final Blobs blobs;

  Sweeper(Ledger ledger, Blobs blobs) {
    this.ledger = requireNonNull(ledger, "ledger is null");
    this.blobs = requireNonNull(blobs, "blobs is null");
  }

  /** Returns how many files were removed. */
  int sweep() {
    int removed = 0;
    long after = 0;
    try {
      while (true) {
        List<Long> files = blobs.files().list(after, BATCH);
        if (files.isEmpty()) {
          return removed;
        }
        after = files.getLast();
        for (long orphan : orphans(files)) {
          blobs.files().delete(orphan);
          removed++;
        }
      }
    } catch (IOException e) {
      LOG.warn("Sweeping the blobs stopped; it begins again at the next start", e);
      return removed;
    } finally {
      if (removed > 0) {
        LOG.info("Removed {} files that belonged to no object", removed);
      }
    }
  }

  private List<Long> orphans(List<Long> files) {
    List<Long> settled = files.stream().filter(id -> !blobs.isStaged(id)).toList();
    return ledger.read(
        tx -> {
          List<Long> unknown = new ArrayList<>();
          for (long id : settled) {
            if (Sql.one(tx, "SELECT 1 FROM store_blob WHERE id = ?", row -> row.getLong(1), id)
                .isEmpty()) {
              unknown.add(id);
            }
          }
          return unknown;
        });
  }
}
