package io.tarn.sql;

import io.tarn.api.athena.EncryptionConfiguration;
import io.tarn.store.crypt.Default;
import io.tarn.store.crypt.Encryption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a statement's outputs are encrypted, as ResultConfiguration says it. */
final class ResultEncryption {
  private ResultEncryption() {}

  /**
   * @throws io.tarn.kernel.ServiceError InvalidRequestException for what is not done
   */
  static void check(@Nullable EncryptionConfiguration asked) {
    of(asked);
  }

  static Default of(@Nullable EncryptionConfiguration asked) {
    if (asked == null) {
      return Default.NONE;
    }
    return switch (String.valueOf(asked.encryptionOption())) {
      case "SSE_S3" -> Default.LAKE;
      case "SSE_KMS" -> {
        if (asked.kmsKey() == null || asked.kmsKey().isBlank()) {
          throw SqlError.invalid("INVALID_INPUT", "SSE_KMS needs a KmsKey");
        }
        yield new Default(Optional.of(Encryption.Kind.KMS), asked.kmsKey(), false);
      }
      // Bytes that only the client can read could not be read back by GetQueryResults.
      default ->
          throw SqlError.invalid(
              "NOT_SUPPORTED",
              "The encryption option " + asked.encryptionOption() + " is not supported");
    };
  }
}
