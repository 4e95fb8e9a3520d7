package io.tarn.store.upkeep;

import static java.util.Objects.requireNonNull;

import io.tarn.ledger.Ledger;
import io.tarn.store.spi.BlobStore;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes files that no row knows: bytes that were written before a crash and never committed. A
 * file is looked up only when it was not staged beforehand, so that no commit can come in between.
 */
public final class Sweeper {
  private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);
  private static final int BATCH = 1000;

  private final Ledger ledger;
  private final BlobStore blobs;
  private final LongPredicate staged;
  private final Pace pace;
  private final AtomicLong sweeps = new AtomicLong();
  private final AtomicLong files = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();

  /**
   * @param staged whether a number belongs to a write under way
   * @param pace of files looked at
   */
  public Sweeper(Ledger ledger, BlobStore blobs, LongPredicate staged, Pace pace) {
    this.ledger = requireNonNull(ledger, "ledger is null");
    this.blobs = requireNonNull(blobs, "blobs is null");
    this.staged = requireNonNull(staged, "staged is null");
    this.pace = requireNonNull(pace, "pace is null");
  }

  /** Looks at every file once, at its pace. */
  public void sweep() throws InterruptedException {
    long before = files.get();
    long after = 0;
    try {
      while (true) {
        List<Long> page = blobs.list(after, BATCH);
        if (page.isEmpty()) {
          sweeps.incrementAndGet();
          return;
        }
        after = page.getLast();
        pace.spend(page.size());
        for (long orphan : orphans(page)) {
          remove(orphan);
        }
      }
    } catch (IOException e) {
      LOG.warn("Sweeping the blobs stopped; the next sweep begins anew", e);
    } finally {
      if (files.get() > before) {
        LOG.info("Removed {} files that belonged to no object", files.get() - before);
      }
    }
  }

  private void remove(long orphan) throws IOException {
    try {
      long size = blobs.size(orphan);
      blobs.delete(orphan);
      files.incrementAndGet();
      bytes.addAndGet(size);
    } catch (NoSuchFileException e) {
      LOG.debug("Blob {} has gone meanwhile", orphan);
    }
  }

  private List<Long> orphans(List<Long> page) {
    List<Long> settled = page.stream().filter(id -> !staged.test(id)).toList();
    return ledger.read(
        tx -> {
          List<Long> unknown = new ArrayList<>();
          for (long id : settled) {
            if (!StoredBlob.exists(tx, id)) {
              unknown.add(id);
            }
          }
          return unknown;
        });
  }

  /** Sweeps that came to their end since the start. */
  public long sweeps() {
    return sweeps.get();
  }

  /** Files removed since the start. */
  public long files() {
    return files.get();
  }

  /** Bytes of the files removed since the start. */
  public long bytes() {
    return bytes.get();
  }
}
