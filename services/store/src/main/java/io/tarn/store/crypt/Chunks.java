package io.tarn.store.crypt;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * How sealed bytes lie: chunks of 64 KiB, each with its tag behind it. The blob's number, the
 * chunk's number and whether it is the last one are authenticated with each chunk, so that bytes
 * can be neither changed nor moved within a blob or to another, and a cut is seen. One key seals
 * one blob, so that no nonce is used twice. Used by one thread; the cipher is kept from chunk to
 * chunk.
 *
 * <p>Source: the construction is STREAM of Hoang, Reyhanitabar, Rogaway and Vizár, "Online
 * Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance", with the last chunk marked.
 */
final class Chunks {
  static final int PLAIN = 64 * 1024;
  static final int SEALED = PLAIN + Aes.TAG_BYTES;
  private static final int PREFIX_BYTES = 4;

  private final long blob;
  private final SecretKeySpec key;
  private final byte[] prefix;
  private final Cipher cipher = Aes.cipher();

  Chunks(byte[] key, long blob) {
    this.blob = blob;
    this.key = Aes.key(key);
    this.prefix = Arrays.copyOf(Aes.derive(key, "nonce", blob), PREFIX_BYTES);
  }

  /** How many chunks so many bytes have; no bytes have one. */
  static long count(long size) {
    return Math.max(1, (size + PLAIN - 1) / PLAIN);
  }

  /** How many bytes so many bytes are when they are sealed. */
  static long sealedSize(long size) {
    return size + count(size) * Aes.TAG_BYTES;
  }

  int seal(long number, boolean last, byte[] plain, int length, byte[] target) {
    try {
      begin(Cipher.ENCRYPT_MODE, number, last);
      return cipher.doFinal(plain, 0, length, target, 0);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM failed", e);
    }
  }

  /**
   * @throws DamagedException when these are not the bytes that were sealed in this place
   */
  int open(long number, boolean last, byte[] sealed, int length, byte[] target) throws IOException {
    try {
      begin(Cipher.DECRYPT_MODE, number, last);
      return cipher.doFinal(sealed, 0, length, target, 0);
    } catch (AEADBadTagException e) {
      throw new DamagedException(blob, number);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM failed", e);
    }
  }

  private void begin(int mode, long number, boolean last) throws GeneralSecurityException {
    byte[] nonce = ByteBuffer.allocate(Aes.NONCE_BYTES).put(prefix).putLong(number).array();
    cipher.init(mode, key, Aes.nonce(nonce));
    cipher.updateAAD(
        ByteBuffer.allocate(17).putLong(blob).putLong(number).put((byte) (last ? 1 : 0)).array());
  }

  /** Sealed bytes are not what was written. */
  static final class DamagedException extends IOException {
    private static final long serialVersionUID = 1L;

    DamagedException(long blob, long chunk) {
      super("Chunk " + chunk + " of blob " + blob + " is damaged: it is not what was sealed there");
    }
  }
}
