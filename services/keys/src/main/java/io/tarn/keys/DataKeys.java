package io.tarn.keys;

import io.tarn.api.Access;
import io.tarn.api.Call;
import java.util.Map;

/**
 * Keys for what other rooms encrypt. Nothing here asks for permission: the calling room asks the
 * Authorizer first, with {@link #access}. Thread-safe.
 */
public interface DataKeys {
  /**
   * A key that the lake keeps for a room of its own, derived from the master key. It is the same at
   * every start and nobody's to use but the room's.
   *
   * @param purpose who uses it for what, e.g. {@code store/sse-s3}
   * @return 32 bytes
   */
  byte[] own(String purpose);

  /**
   * The ARN of a key given by its id, ARN, alias or alias' ARN.
   *
   * @throws io.tarn.kernel.ServiceError NotFoundException, InvalidArnException
   */
  String resolve(Call call, String region, String name);

  /** The ARN of the key that the lake manages for a service, e.g. {@code s3}; made on first use. */
  String managed(Call call, String region, String service);

  /**
   * The question for the Authorizer, the key's policy attached.
   *
   * @param action e.g. {@code kms:GenerateDataKey}
   * @param service on whose way the key is used, e.g. {@code s3}
   */
  Access access(
      Call call, String action, String keyArn, Map<String, String> context, String service);

  /**
   * A fresh data key of 32 bytes, and the same one wrapped by a key.
   *
   * @param context must be given again to open it
   * @throws io.tarn.kernel.ServiceError NotFoundException, DisabledException,
   *     KMSInvalidStateException
   */
  DataKey generate(String keyArn, Map<String, String> context);

  /**
   * Opens a data key.
   *
   * @throws io.tarn.kernel.ServiceError the same, and InvalidCiphertextException
   */
  byte[] open(String keyArn, byte[] wrapped, Map<String, String> context);

  /** Fails as {@link #generate} would when the key cannot be used now. */
  void checkUsable(String keyArn);

  /** A data key; not to be kept longer than it is used. */
  record DataKey(byte[] plain, byte[] wrapped) {}
}
