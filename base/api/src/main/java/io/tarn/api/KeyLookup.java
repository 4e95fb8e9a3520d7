package io.tarn.api;

import static java.util.Objects.requireNonNull;

import io.tarn.kernel.Caller;
import java.time.Instant;
import java.util.Optional;

/**
 * Finds who an access key stands for and what verifies its signatures. Asked once a request, on the
 * request's thread; what it found goes with the request from there on.
 */
@FunctionalInterface
public interface KeyLookup {
  /**
   * @param sessionToken what the request sent along; a temporary key's secret may stand in it,
   *     sealed
   */
  Answer findKey(String accessKeyId, Optional<String> sessionToken);

  /** Each refusal has words of its own in each of AWS's protocols. */
  sealed interface Answer {}

  /**
   * A key that is good now.
   *
   * @param expiration when a temporary key ends
   */
  record Found(Caller caller, String secretKey, Optional<Instant> expiration) implements Answer {
    public Found {
      requireNonNull(caller, "caller is null");
      requireNonNull(secretKey, "secretKey is null");
      requireNonNull(expiration, "expiration is null");
    }

    @Override
    public String toString() {
      return "Found[" + caller.arn() + "]";
    }
  }

  /** No such key, an inactive one, or a temporary one without its token. */
  record Unknown() implements Answer {}

  /** The token is none of this lake's, or not one for this key. */
  record InvalidToken() implements Answer {}

  /** The session is over. */
  record ExpiredToken() implements Answer {}
}
