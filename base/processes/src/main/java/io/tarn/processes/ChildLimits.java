package io.tarn.processes;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * What a family of processes may use; zero or empty means unlimited.
 *
 * @param residentBytes resident memory of the whole family together, sampled; the family is killed
 *     when it is passed
 * @param dataBytes private writable memory of each single process (RLIMIT_DATA), refused by the
 *     kernel at once: the wall behind the sampled limit
 * @param fileBytes size of any file written (RLIMIT_FSIZE)
 * @param openFiles open descriptors of each process (RLIMIT_NOFILE)
 * @param wallTime how long the child may live
 */
public record ChildLimits(
    long residentBytes,
    long dataBytes,
    long fileBytes,
    int openFiles,
    Optional<Duration> wallTime) {
  public static final ChildLimits NONE = new ChildLimits(0, 0, 0, 0, Optional.empty());

  public ChildLimits {
    requireNonNull(wallTime, "wallTime is null");
    if (residentBytes < 0 || dataBytes < 0 || fileBytes < 0 || openFiles < 0) {
      throw new IllegalArgumentException("A limit is zero or more");
    }
  }
}
