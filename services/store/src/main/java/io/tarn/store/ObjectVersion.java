package io.tarn.store;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * One stored version of an object, as a snapshot saw it. Its bytes never change.
 *
 * @param versionId {@code null} as text for objects written without versioning
 * @param order grows with every version of the key, in commit order
 * @param etag without quotes
 * @param metadata user metadata, names in lower case without {@code x-amz-meta-}
 * @param blob where the bytes are; means something to the store only
 */
public record ObjectVersion(
    String bucket,
    String key,
    String versionId,
    long order,
    long size,
    String etag,
    Instant modified,
    Optional<String> contentType,
    Optional<String> contentEncoding,
    Map<String, String> metadata,
    long blob) {
  public ObjectVersion {
    requireNonNull(bucket, "bucket is null");
    requireNonNull(key, "key is null");
    requireNonNull(versionId, "versionId is null");
    requireNonNull(etag, "etag is null");
    requireNonNull(modified, "modified is null");
    metadata = Map.copyOf(metadata);
  }

  /** {@code s3://bucket/key} */
  public String uri() {
    return "s3://" + bucket + "/" + key;
  }
}
