package io.tarn.keys;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What Encrypt answers with: a version, the key's id, then nonce, bytes and tag. The version, the
 * id and the encryption context are authenticated with it.
 *
 * @param keyId whose material sealed it
 */
record Ciphertext(String keyId, byte[] sealed) {
  private static final byte VERSION = 1;
  private static final int HEAD = 17;

  byte[] bytes() {
    return ByteBuffer.allocate(HEAD + sealed.length).put(head(keyId)).put(sealed).array();
  }

  private static byte[] head(String keyId) {
    UUID id = UUID.fromString(keyId);
    return ByteBuffer.allocate(HEAD)
        .put(VERSION)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }

  /**
   * @throws io.tarn.kernel.ServiceError InvalidCiphertextException
   */
  static Ciphertext parse(byte[] bytes) {
    if (bytes.length <= HEAD || bytes[0] != VERSION) {
      throw KeysError.INVALID_CIPHERTEXT.with("");
    }
    ByteBuffer head = ByteBuffer.wrap(bytes, 1, HEAD - 1);
    return new Ciphertext(
        new UUID(head.getLong(), head.getLong()).toString(),
        Arrays.copyOfRange(bytes, HEAD, bytes.length));
  }

  /** What is authenticated besides the bytes; each text with its length, in order of names. */
  static byte[] authenticated(String keyId, Map<String, String> context) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(head(keyId));
    new TreeMap<>(context)
        .forEach(
            (name, value) -> {
              put(out, name);
              put(out, value);
            });
    return out.toByteArray();
  }

  private static void put(ByteArrayOutputStream out, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    out.writeBytes(ByteBuffer.allocate(4).putInt(bytes.length).array());
    out.writeBytes(bytes);
  }
}
