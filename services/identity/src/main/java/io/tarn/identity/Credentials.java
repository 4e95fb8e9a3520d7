package io.tarn.identity;

import io.tarn.kernel.Caller;
import java.time.Instant;
import java.util.Optional;

/**
 * A key with what its signature is verified by and who it stands for.
 *
 * @param expiration of a session's key
 */
public record Credentials(
    String accessKeyId, String secretAccessKey, Caller caller, Optional<Instant> expiration) {
  /** A key without its holder, as the root user's is given and shown. */
  public record KeyPair(String accessKeyId, String secretAccessKey) {}
}
