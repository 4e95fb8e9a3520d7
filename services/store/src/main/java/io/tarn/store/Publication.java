package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.Call;
import io.tarn.kernel.Caller;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Which object staged bytes become, and on whose behalf. Authorisation ({@code s3:PutObject}) is
 * the asking room's, done before.
 *
 * @param requestId stands in the object's event
 * @param nonce makes the version's id unique: random text of at least 16 hexadecimal digits, made
 *     outside the commit
 */
public record Publication(
    String bucket,
    String key,
    Optional<String> contentType,
    Map<String, String> metadata,
    Caller caller,
    String requestId,
    String traceId,
    String sourceIp,
    Instant now,
    String nonce) {
  public Publication {
    requireNonNull(bucket, "bucket is null");
    requireNonNull(key, "key is null");
    requireNonNull(contentType, "contentType is null");
    metadata = Map.copyOf(metadata);
    requireNonNull(caller, "caller is null");
    requireNonNull(requestId, "requestId is null");
    requireNonNull(traceId, "traceId is null");
    requireNonNull(sourceIp, "sourceIp is null");
    requireNonNull(now, "now is null");
    requireNonNull(nonce, "nonce is null");
  }

  /** For work done within a call, in the name of its caller. */
  public static Publication of(Call call, String bucket, String key, Optional<String> contentType) {
    return new Publication(
        bucket,
        key,
        contentType,
        Map.of(),
        call.caller(),
        call.requestId(),
        call.traceId(),
        call.transport().sourceIp(),
        call.now(),
        call.ids().hex(8));
  }
}
