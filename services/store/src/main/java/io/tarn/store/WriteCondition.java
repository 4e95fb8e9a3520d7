package io.tarn.store;

import io.tarn.kernel.ServiceError;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What must hold of the current object when a write commits. Source: S3 User Guide, "How to prevent
 * object overwrites with conditional writes"; RFC 9110 section 13.1 for an If-None-Match that names
 * ETags, which AWS does not take on a write and this store does.
 */
record WriteCondition(@Nullable String ifMatch, @Nullable String ifNoneMatch) {
  static final WriteCondition NONE = new WriteCondition(null, null);

  static WriteCondition of(@Nullable String ifMatch, @Nullable String ifNoneMatch) {
    if (ifMatch != null && ifNoneMatch != null) {
      throw S3Error.notImplemented("If-Match together with If-None-Match on a write");
    }
    return ifMatch == null && ifNoneMatch == null ? NONE : new WriteCondition(ifMatch, ifNoneMatch);
  }

  /**
   * @param newest the key's newest version or delete marker
   * @throws ServiceError PreconditionFailed, or NoSuchKey where If-Match finds nothing
   */
  void check(Optional<VersionRow> newest, String key) {
    Optional<VersionRow> current = newest.filter(row -> !row.marker());
    if (ifNoneMatch != null
        && current.filter(row -> ETags.matches(ifNoneMatch, row.etag())).isPresent()) {
      throw S3Error.precondition("If-None-Match");
    }
    if (ifMatch != null) {
      VersionRow row = current.orElseThrow(() -> S3Error.noSuchKey(key));
      if (!ETags.matches(ifMatch, row.etag())) {
        throw S3Error.precondition("If-Match");
      }
    }
  }
}
