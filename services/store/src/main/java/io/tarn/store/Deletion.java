package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.store.lock.Lock;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How something is deleted: under which conditions, past which locks, and for which reason, which
 * stands in the fact.
 */
record Deletion(Condition condition, Lock.Bypass bypass, String reason) {
  private static final String BY_REQUEST = "DeleteObject";

  /** Without conditions, and held up by every lock. */
  static final Deletion PLAIN = new Deletion(Condition.NONE, Lock.Bypass.NONE, BY_REQUEST);

  static final Deletion LIFECYCLE =
      new Deletion(Condition.NONE, Lock.Bypass.NONE, "Lifecycle Expiration");

  Deletion {
    requireNonNull(condition, "condition is null");
    requireNonNull(bypass, "bypass is null");
    requireNonNull(reason, "reason is null");
  }

  static Deletion of(Condition condition, Lock.Bypass bypass) {
    return new Deletion(condition, bypass, BY_REQUEST);
  }

  /**
   * What must hold of what is deleted, if that is there at all: deleting nothing succeeds. Source:
   * S3 API Reference, DeleteObject; User Guide, "How to perform conditional deletes".
   *
   * @param modified in whole seconds, as the wire shows it
   */
  record Condition(@Nullable String ifMatch, @Nullable Instant modified, @Nullable Long size) {
    static final Condition NONE = new Condition(null, null, null);

    /**
     * @param row the version or delete marker that is named, or the key's newest
     * @throws io.tarn.kernel.ServiceError PreconditionFailed
     */
    void check(Optional<VersionRow> row) {
      if (row.isEmpty()) {
        return;
      }
      if (ifMatch != null && !ifMatch.strip().equals("*") && !matches(row.get(), ifMatch)) {
        throw S3Error.precondition("If-Match");
      }
      if (modified != null
          && !Store.seconds(row.get().modified()).equals(Store.seconds(modified))) {
        throw S3Error.precondition("x-amz-if-match-last-modified-time");
      }
      if (size != null && row.get().size() != size) {
        throw S3Error.precondition("x-amz-if-match-size");
      }
    }

    private static boolean matches(VersionRow row, String etag) {
      return !row.marker() && ETags.matches(etag, row.etag());
    }
  }
}
