package io.tarn.catalog.delta;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A data file of a snapshot.
 *
 * @param location its {@code s3://} name
 * @param partition by the partition columns' stored names; null for NULL
 * @param statistics JSON of the protocol's "Per-file Statistics"; null when the writer kept none
 * @param deleted which of its rows do not count; null when all do
 */
public record DeltaFile(
    String location,
    long size,
    Map<String, @Nullable String> partition,
    @Nullable String statistics,
    @Nullable DeltaVector deleted) {
  public DeltaFile {
    requireNonNull(location, "location is null");
    partition = Collections.unmodifiableMap(new HashMap<>(partition));
  }

  /** Whether some of its rows do not count. */
  public boolean hasDeletionVector() {
    return deleted != null;
  }
}
