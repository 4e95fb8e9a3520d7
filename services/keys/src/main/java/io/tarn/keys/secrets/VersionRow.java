package io.tarn.keys.secrets;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A version of a secret, without its value.
 *
 * @param stages its labels; a version without one is deprecated
 * @param accessed the day of the last read
 * @param key the ARN of the key that wraps its data key
 */
record VersionRow(
    String id, Instant created, Optional<Instant> accessed, List<String> stages, String key) {
  VersionRow {
    stages = List.copyOf(stages);
  }
}
