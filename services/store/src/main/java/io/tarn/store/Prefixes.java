package io.tarn.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The parts of a bucket that are worth going through, in the order of keys. */
final class Prefixes {
  private final List<String> prefixes = new ArrayList<>();

  Prefixes(List<String> wanted) {
    List<String> sorted = new ArrayList<>(wanted);
    sorted.sort(Listing.BYTE_ORDER);
    for (String prefix : sorted) {
      if (prefixes.isEmpty() || !prefix.startsWith(prefixes.getLast())) {
        prefixes.add(prefix);
      }
    }
  }

  /**
   * Where a walk goes on behind a key: at the key itself while it is within a prefix, else at the
   * next prefix; empty when none follows.
   */
  Optional<String> next(String key) {
    for (String prefix : prefixes) {
      if (!key.isEmpty() && key.startsWith(prefix)) {
        return Optional.of(key);
      }
      if (key.isEmpty() || Listing.BYTE_ORDER.compare(prefix, key) > 0) {
        return Optional.of(prefix);
      }
    }
    return Optional.empty();
  }
}
