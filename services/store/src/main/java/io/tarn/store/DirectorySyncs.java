package io.tarn.store;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Makes names durable: one fsync of a directory serves all who asked for it before it began, so
 * that many writers at once cost few syncs.
 *
 * <p>After a sync that failed nobody knows which names are on the disk, and a second one may
 * succeed without having written them. Such a directory takes no more names until the next start.
 */
final class DirectorySyncs {
  private static final int KEPT = 4096;

  private final FileLayer files;
  private final Map<Path, Turn> turns = new ConcurrentHashMap<>();

  DirectorySyncs(FileLayer files) {
    this.files = requireNonNull(files, "files is null");
  }

  private static final class Turn {
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicLong asked = new AtomicLong();
    private long done;
    private volatile @Nullable IOException failure;
  }

  /** Returns once every change of this directory made before the call is durable. */
  void sync(Path directory) throws IOException {
    Turn turn = turns.computeIfAbsent(directory, path -> new Turn());
    long mine = turn.asked.incrementAndGet();
    turn.lock.lock();
    try {
      if (turn.done >= mine) {
        return;
      }
      refuse(directory, turn.failure);
      long covered = turn.asked.get();
      try {
        files.sync(directory);
      } catch (IOException e) {
        turn.failure = e;
        throw e;
      }
      turn.done = covered;
    } finally {
      turn.lock.unlock();
    }
    if (turns.size() > KEPT) {
      turns.entrySet().removeIf(e -> !e.getKey().equals(directory) && e.getValue().failure == null);
    }
  }

  private static void refuse(Path directory, @Nullable IOException failure) throws IOException {
    if (failure != null) {
      throw new IOException(
          "A sync of "
              + directory
              + " failed earlier ("
              + failure.getMessage()
              + "): it takes no more files until the next start",
          failure);
    }
  }
}
