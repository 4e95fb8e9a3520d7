package io.tarn.identity.state;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A long-term key.
 *
 * @param owner the key of the user's name, or empty for the root user
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

  public AccessKey withStatus(String changed) {
    return new AccessKey(id, owner, secret, changed, created, used, usedService, usedRegion);
  }

  public boolean isActive() {
    return status.equals(ACTIVE);
  }
}
