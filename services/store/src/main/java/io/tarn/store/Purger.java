package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.ledger.Ledger;
import io.tarn.ledger.Sql;
import io.tarn.store.BlobRow.Piece;
import io.tarn.store.upkeep.PurgeLock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes bytes that no version uses any more, once nobody can still be reading them: first their
 * row, then their file. What a crash leaves undone is found again by its row, or by the sweeper.
 */
final class Purger implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Purger.class);
  private static final int BATCH = 500;
  private static final long PAUSE_MILLIS = 500;
  private static final int LOOKS = 4;

  private final Ledger ledger;
  private final Blobs blobs;
  private final Holds holds;
  private final PurgeLock lock;
  private final AtomicInteger looks = new AtomicInteger();
  private List<Long> pending = List.of();
  private long mark;
  private volatile @Nullable ScheduledExecutorService worker;

  Purger(Ledger ledger, Blobs blobs, Holds holds, PurgeLock lock) {
    this.ledger = requireNonNull(ledger, "ledger is null");
    this.blobs = requireNonNull(blobs, "blobs is null");
    this.holds = requireNonNull(holds, "holds is null");
    this.lock = requireNonNull(lock, "lock is null");
  }

  /**
   * Says that a commit under way makes garbage; cheap, and harmless when it comes to nothing. The
   * purger looks several times, as the commit may end after the first look.
   */
  void wake() {
    looks.set(LOOKS);
  }

  synchronized void start() {
    if (worker != null) {
      return;
    }
    looks.set(LOOKS);
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("store-purger").daemon().factory());
    // A lake that closes at once does not wait for the clean-up of its start.
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    worker = executor;
    executor.scheduleWithFixedDelay(
        () -> quietly(this::purgeIfAwake), PAUSE_MILLIS, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
  }

  private static void quietly(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      LOG.warn("Cleaning up failed; it will be tried again", e);
    }
  }

  private void purgeIfAwake() {
    if (looks.getAndUpdate(n -> Math.max(0, n - 1)) > 0 && !purge()) {
      looks.set(LOOKS);
    }
  }

  /**
   * Removes all garbage there is.
   *
   * @return false when some of it may still be read
   */
  synchronized boolean purge() {
    while (true) {
      if (pending.isEmpty()) {
        pending =
            ledger.read(
                tx ->
                    Sql.list(
                        tx,
                        "SELECT id FROM store_blob WHERE refs = 0 ORDER BY id LIMIT " + BATCH,
                        row -> row.getLong(1)));
        mark = holds.mark();
      }
      if (pending.isEmpty()) {
        return true;
      }
      if (!holds.isReleased(mark) || !lock.whileAlone(this::removePending)) {
        return false;
      }
    }
  }

  private boolean removePending() {
    remove(pending);
    pending = List.of();
    return true;
  }

  private void remove(List<Long> garbage) {
    List<Long> gone = new ArrayList<>();
    for (long id : garbage) {
      Optional<BlobRow> row = ledger.read(tx -> Blobs.find(tx, id));
      if (row.isPresent() && row.get().parts().isPresent()) {
        releaseParts(row.get().parts().get());
      }
      gone.add(id);
    }
    ledger.commit(
        tx -> {
          for (long id : gone) {
            Sql.update(tx, "DELETE FROM store_blob WHERE id = ? AND refs = 0", id);
          }
          return gone;
        });
    for (long id : gone) {
      try {
        blobs.files().delete(id);
      } catch (IOException e) {
        LOG.warn("The file of blob {} could not be removed: the sweeper will try again", id, e);
      }
    }
  }

  /**
   * A part belongs to one multipart object alone, so that its count can be set instead of lowered:
   * running this twice after a crash does no harm.
   */
  private void releaseParts(List<Piece> parts) {
    for (int from = 0; from < parts.size(); from += BATCH) {
      List<Piece> some = parts.subList(from, Math.min(parts.size(), from + BATCH));
      ledger.commit(
          tx -> {
            for (Piece piece : some) {
              Sql.update(tx, "UPDATE store_blob SET refs = 0 WHERE id = ?", piece.blob());
            }
            return some.size();
          });
    }
  }

  @Override
  public void close() {
    ScheduledExecutorService executor = worker;
    if (executor == null) {
      return;
    }
    executor.shutdown();
    try {
      if (!executor.awaitTermination(10, TimeUnit.SECONDS)) {
        LOG.warn("The purger did not end in 10 s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
