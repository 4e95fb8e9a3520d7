package io.tarn.protocol.sigv4;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/** Finds the secret of an access key. Called once a request, on the request's thread. */
@FunctionalInterface
public interface KeyLookup {
  /**
   * Empty when the key does not exist or is not active.
   *
   * @param sessionToken what the request sent along; a temporary key's secret may stand in it,
   *     sealed
   */
  Optional<Secret> find(String accessKeyId, Optional<String> sessionToken);

  /**
   * @param sessionToken what a temporary key must send along
   * @param expires when a temporary key ends
   */
  record Secret(String secretKey, Optional<String> sessionToken, Optional<Instant> expires) {
    public Secret {
      requireNonNull(secretKey, "secretKey is null");
      requireNonNull(sessionToken, "sessionToken is null");
      requireNonNull(expires, "expires is null");
    }

    public static Secret permanent(String secretKey) {
      return new Secret(secretKey, Optional.empty(), Optional.empty());
    }

    @Override
    public String toString() {
      return "Secret[...]";
    }
  }
}
