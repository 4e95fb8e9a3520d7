package io.tarn.identity.state;

import io.tarn.identity.policy.Policy;
import java.util.List;
import java.util.Optional;

/**
 * A user or role with the policies that decide for it, compiled.
 *
 * @param identity its inline and attached policies; a user's groups' as well
 */
public record Granted(Entity entity, List<Policy> identity, Optional<Policy> boundary) {
  public Granted {
    identity = List.copyOf(identity);
  }
}
