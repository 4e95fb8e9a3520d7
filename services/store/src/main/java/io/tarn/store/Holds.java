package io.tarn.store;

import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Who may still be reading what was visible when he began. Bytes that became garbage are removed
 * only when all holds have been released that were open then.
 */
final class Holds {
  private final AtomicLong tickets = new AtomicLong();
  private final ConcurrentSkipListSet<Long> open = new ConcurrentSkipListSet<>();

  Objects.Hold hold() {
    long ticket;
    synchronized (open) {
      ticket = tickets.incrementAndGet();
      open.add(ticket);
    }
    AtomicBoolean released = new AtomicBoolean();
    return () -> {
      if (released.compareAndSet(false, true)) {
        open.remove(ticket);
      }
    };
  }

  /** A mark: every hold opened later began after what is committed now. */
  long mark() {
    synchronized (open) {
      return tickets.get();
    }
  }

  /** Whether all holds opened up to the mark have been released. */
  boolean isReleased(long mark) {
    synchronized (open) {
      return open.isEmpty() || open.first() > mark;
    }
  }
}
