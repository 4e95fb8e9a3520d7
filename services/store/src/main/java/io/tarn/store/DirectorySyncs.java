package io.tarn.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Makes names durable: one fsync of a directory serves all who asked for it before it began, so
 * that many writers at once cost few syncs.
 */
final class DirectorySyncs {
  private final Map<Path, Turn> turns = new ConcurrentHashMap<>();

  private static final class Turn {
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicLong asked = new AtomicLong();
    private long done;
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
      long covered = turn.asked.get();
      force(directory);
      turn.done = covered;
    } finally {
      turn.lock.unlock();
    }
    if (turns.size() > 4096) {
      turns.keySet().removeIf(path -> !path.equals(directory));
    }
  }

  static void force(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
