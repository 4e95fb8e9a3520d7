package io.tarn.store.lock;

import java.util.Optional;

/** How firm a retention is. The names are the wire's. */
public enum LockMode {
  /** May be shortened or lifted by those who may bypass it. */
  GOVERNANCE,
  /** May be made longer only, by nobody else either. */
  COMPLIANCE;

  /** The mode of a name in exactly this case. */
  public static Optional<LockMode> ofName(String name) {
    for (LockMode mode : values()) {
      if (mode.name().equals(name)) {
        return Optional.of(mode);
      }
    }
    return Optional.empty();
  }
}
