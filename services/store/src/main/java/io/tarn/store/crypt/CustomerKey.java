package io.tarn.store.crypt;

import io.tarn.api.Structure;
import io.tarn.kernel.Checksum;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A key that came with a request (SSE-C). It is used and forgotten: only a salted HMAC of it is
 * kept. Source: S3 User Guide, "Using server-side encryption with customer-provided keys (SSE-C)".
 *
 * @param md5 of the key in Base64, as it goes back with the answer
 */
public record CustomerKey(byte[] bytes, String md5) {
  static final String ALGORITHM = "AES256";
  private static final String REQUESTS =
      "Requests specifying Server Side Encryption with Customer provided keys must provide ";

  /**
   * The key a request carries; of a copy's source where the prefix is {@code CopySource}.
   *
   * @throws io.tarn.kernel.ServiceError InvalidArgument, InvalidEncryptionAlgorithmError
   */
  public static Optional<CustomerKey> of(Structure input, String prefix) {
    String algorithm = Headers.text(input, prefix + "SSECustomerAlgorithm");
    String key = Headers.text(input, prefix + "SSECustomerKey");
    String md5 = Headers.text(input, prefix + "SSECustomerKeyMD5");
    if (algorithm == null && key == null && md5 == null) {
      return Optional.empty();
    }
    if (algorithm == null) {
      throw CryptError.INVALID_ARGUMENT.with(REQUESTS + "a valid encryption algorithm.");
    }
    if (!algorithm.equals(ALGORITHM)) {
      throw CryptError.INVALID_ENCRYPTION_ALGORITHM.with(
          "The encryption request you specified is not valid. Supported value: AES256.");
    }
    if (key == null) {
      throw CryptError.INVALID_ARGUMENT.with(REQUESTS + "an appropriate secret key.");
    }
    if (md5 == null) {
      throw CryptError.INVALID_ARGUMENT.with(
          REQUESTS + "the client calculated MD5 of the secret key.");
    }
    byte[] bytes = decode(key);
    if (bytes == null || bytes.length != Aes.KEY_BYTES) {
      throw CryptError.INVALID_ARGUMENT.with(
          "The secret key was invalid for the specified algorithm.");
    }
    Checksum.Running running = Checksum.MD5.start();
    running.update(bytes, 0, bytes.length);
    if (!running.base64().equals(md5.strip())) {
      throw CryptError.INVALID_ARGUMENT.with(
          "The calculated MD5 hash of the key did not match the hash that was provided.");
    }
    return Optional.of(new CustomerKey(bytes, md5.strip()));
  }

  private static byte @Nullable [] decode(String text) {
    try {
      return Base64.getDecoder().decode(text.strip());
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  @Override
  public String toString() {
    return "CustomerKey[" + md5 + "]";
  }
}
