package io.tarn.store;

import io.tarn.store.lock.Lock;
import java.time.Instant;
import java.util.Optional;

/**
 * A version or delete marker as the ledger has it.
 *
 * @param blob 0 for a delete marker
 * @param tags in the form {@code a=1&b=2}, URL-encoded
 * @param lock nothing for a delete marker
 * @param acl in the form of {@link io.tarn.store.acl.Acl}; empty where the bucket's owner has it
 *     alone
 */
record VersionRow(
    String bucket,
    String key,
    long seq,
    String versionId,
    boolean latest,
    boolean marker,
    Instant modified,
    long size,
    String etag,
    long blob,
    Attributes attributes,
    Optional<String> tags,
    Lock lock,
    Optional<String> acl) {
  static final String NULL_VERSION = "null";

  boolean isNullVersion() {
    return versionId.equals(NULL_VERSION);
  }

  ObjectVersion toObject() {
    return new ObjectVersion(
        bucket,
        key,
        versionId,
        seq,
        size,
        etag,
        modified,
        Optional.ofNullable(attributes.contentType()),
        Optional.ofNullable(attributes.contentEncoding()),
        attributes.metadata(),
        blob);
  }
}
