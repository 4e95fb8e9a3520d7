package io.tarn.identity.state;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A long-term key.
 *
 * @param owner the key of the user's name, empty for the root user, or {@link #rootOf} a guest
 */
public record AccessKey(
    String id,
    String owner,
    String secret,
    String status,
    Instant created,
    @Nullable Instant used,
    @Nullable String usedService,
    @Nullable String usedRegion) {
  public static final String ACTIVE = "Active";

  /** The owner of the root user's keys. */
  public static final String ROOT = "";

  private static final String GUEST = "account/";

  /** The owner of the keys of a guest account's root user; no user can have this name. */
  public static String rootOf(String guest) {
    return GUEST + guest;
  }

  /** The guest account whose root user's key it is. */
  public Optional<String> guest() {
    return owner.startsWith(GUEST)
        ? Optional.of(owner.substring(GUEST.length()))
        : Optional.empty();
  }

  public AccessKey withStatus(String changed) {
    return new AccessKey(id, owner, secret, changed, created, used, usedService, usedRegion);
  }

  public boolean isActive() {
    return status.equals(ACTIVE);
  }
}
