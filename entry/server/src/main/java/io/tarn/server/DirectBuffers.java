package io.tarn.server;

import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Large buffers outside the heap, a few of which are kept, as they are dear to make. */
final class DirectBuffers {
  private static final int SIZE = 256 * 1024;
  private static final int KEPT_MAX = 16;
  private static final Queue<ByteBuffer> KEPT = new ConcurrentLinkedQueue<>();
  private static final AtomicInteger COUNT = new AtomicInteger();

  private DirectBuffers() {}

  static ByteBuffer take() {
    ByteBuffer kept = KEPT.poll();
    if (kept == null) {
      return ByteBuffer.allocateDirect(SIZE);
    }
    COUNT.decrementAndGet();
    return kept.clear();
  }

  static void giveBack(ByteBuffer buffer) {
    if (COUNT.incrementAndGet() <= KEPT_MAX) {
      KEPT.add(buffer);
    } else {
      COUNT.decrementAndGet();
    }
  }
}
