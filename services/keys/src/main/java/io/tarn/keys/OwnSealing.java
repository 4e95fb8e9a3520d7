package io.tarn.keys;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tarn.api.Sealing;

/** {@link Sealing} under a key that is derived from the master key for one purpose. */
final class OwnSealing implements Sealing {
  private final Keys keys;
  private final String purpose;

  OwnSealing(Keys keys, String purpose) {
    this.keys = keys;
    this.purpose = purpose;
  }

  private byte[] key() {
    return keys.master.derive("own/" + purpose);
  }

  @Override
  public byte[] seal(byte[] plain, String context) {
    return Gcm.seal(key(), plain, context.getBytes(UTF_8), keys.random);
  }

  @Override
  public byte[] open(byte[] sealed, String context) {
    try {
      return Gcm.open(key(), sealed, context.getBytes(UTF_8));
    } catch (Gcm.NotSealedByThisException e) {
      throw new IllegalStateException("What was sealed for " + context + " does not open", e);
    }
  }
}
