package io.tarn.api;

import io.tarn.kernel.Caller;
import java.time.Duration;
import java.util.Optional;

/**
 * Temporary keys with which somebody does a part of what he may do himself: handed to a program
 * that needs no more. Nothing is stored for them.
 */
@FunctionalInterface
public interface ScopedSessions {
  /**
   * Keys that may what both the caller and the policy allow.
   *
   * @param name of the session, as it will stand in its ARN: 2 to 32 characters
   * @param policy an identity policy's document
   * @return empty where the caller has nothing to be cut down: it is a service, anonymous, of
   *     another account, or a session whose own policies are a limit already
   */
  Optional<SessionIssuer.TemporaryKeys> issue(
      Caller caller, String name, String policy, Duration duration);
}
