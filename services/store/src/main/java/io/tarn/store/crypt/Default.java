package io.tarn.store.crypt;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a bucket does to objects that ask for nothing.
 *
 * @param kmsKey null for the key that the lake manages
 */
public record Default(Optional<Encryption.Kind> kind, @Nullable String kmsKey, boolean bucketKey) {
  public static final Default NONE = new Default(Optional.empty(), null, false);
  public static final Default LAKE = new Default(Optional.of(Encryption.Kind.LAKE), null, false);
}
