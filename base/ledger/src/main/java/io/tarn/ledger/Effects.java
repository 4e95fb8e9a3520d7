package io.tarn.ledger;

import java.util.HashMap;
import java.util.Map;

/** What a commit brought that somebody may be waiting for. */
final class Effects {
  private long lastFact;
  private final Map<String, Long> due = new HashMap<>();

  void fact(long position) {
    lastFact = Math.max(lastFact, position);
  }

  void task(String kind, long at) {
    due.merge(kind, at, Math::min);
  }

  void add(Effects other) {
    lastFact = Math.max(lastFact, other.lastFact);
    if (!other.due.isEmpty()) {
      other.due.forEach(this::task);
    }
  }

  void clear() {
    lastFact = 0;
    due.clear();
  }

  /** The position of the last fact, 0 for none. */
  long lastFact() {
    return lastFact;
  }

  /** The earliest due time among the tasks of each kind. */
  Map<String, Long> due() {
    return due;
  }
}
