package io.tarn.keys;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256-GCM over small values: a random nonce of 12 bytes, the bytes, a tag of 16. The context is
 * authenticated with them and must be given again. Source: NIST SP 800-38D.
 */
public final class Gcm {
  static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BYTES = 16;

  /** The bytes were not sealed by this key with this context, or have been changed since. */
  public static final class NotSealedByThisException extends Exception {
    private static final long serialVersionUID = 1L;
  }

  private Gcm() {}

  /**
   * @param key 32 bytes
   */
  public static byte[] seal(byte[] key, byte[] plain, byte[] context, SecureRandom random) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    byte[] sealed = Arrays.copyOf(nonce, NONCE_BYTES + plain.length + TAG_BYTES);
    try {
      cipher(Cipher.ENCRYPT_MODE, key, nonce, context)
          .doFinal(plain, 0, plain.length, sealed, NONCE_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-256-GCM failed", e);
    }
    return sealed;
  }

  /**
   * @throws NotSealedByThisException when key, bytes or context are others
   */
  public static byte[] open(byte[] key, byte[] sealed, byte[] context)
      throws NotSealedByThisException {
    if (sealed.length < NONCE_BYTES + TAG_BYTES) {
      throw new NotSealedByThisException();
    }
    try {
      return cipher(Cipher.DECRYPT_MODE, key, Arrays.copyOf(sealed, NONCE_BYTES), context)
          .doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
    } catch (AEADBadTagException e) {
      throw new NotSealedByThisException();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-256-GCM failed", e);
    }
  }

  private static Cipher cipher(int mode, byte[] key, byte[] nonce, byte[] context)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BYTES * 8, nonce));
    cipher.updateAAD(context);
    return cipher;
  }

  static byte[] hmac(byte[] key, byte[] text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HMAC-SHA256 is missing from this JDK", e);
    }
  }
}
