package io.tarn.api;

/**
 * Encrypts what a room keeps in the ledger and nobody is to read there. Under a key of the lake's
 * own: whoever has the ledger without the lake's master key has nothing. Thread-safe.
 */
public interface Sealing {
  /**
   * @param context what the bytes belong to; must be given again to open them
   */
  byte[] seal(byte[] plain, String context);

  /**
   * @throws IllegalStateException when the bytes were not sealed here under this context, or have
   *     been changed since
   */
  byte[] open(byte[] sealed, String context);
}
