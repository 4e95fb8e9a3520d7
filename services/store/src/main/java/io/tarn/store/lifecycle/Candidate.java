package io.tarn.store.lifecycle;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Map;

/**
 * A version as rules see it.
 *
 * @param marker whether it is a delete marker
 * @param storageClass the name on the wire
 */
public record Candidate(
    String key,
    long size,
    Map<String, String> tags,
    Instant modified,
    boolean marker,
    String storageClass,
    Place place) {
  public Candidate {
    requireNonNull(key, "key is null");
    tags = Map.copyOf(tags);
    requireNonNull(modified, "modified is null");
    requireNonNull(storageClass, "storageClass is null");
    requireNonNull(place, "place is null");
  }

  /** Where in its key's history it stands. */
  public sealed interface Place {}

  /**
   * The newest of its key.
   *
   * @param alone whether there is no other
   */
  public record Current(boolean alone) implements Place {}

  /**
   * An older one.
   *
   * @param since when the next newer one took its place
   * @param newer how many noncurrent ones are newer
   */
  public record Noncurrent(Instant since, int newer) implements Place {}
}
