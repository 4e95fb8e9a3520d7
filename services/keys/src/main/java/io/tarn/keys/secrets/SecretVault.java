package io.tarn.keys.secrets;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tarn.api.Authorizer;
import io.tarn.api.Call;
import io.tarn.kernel.ServiceError;
import io.tarn.keys.DataKeys;
import io.tarn.keys.Gcm;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Seals values, each under a data key of its own, and asks whether the caller may use the key that
 * wraps it. Source: AWS Secrets Manager User Guide, "Secret encryption and decryption".
 */
final class SecretVault {
  private static final String SERVICE = "secretsmanager";

  private final DataKeys keys;
  private final Authorizer authorizer;
  private final SecureRandom random;
  private final String account;

  SecretVault(DataKeys keys, Authorizer authorizer, SecureRandom random, String account) {
    this.keys = keys;
    this.authorizer = authorizer;
    this.random = random;
    this.account = account;
  }

  /** The ARN of the key for new versions of a secret. */
  private String key(Call call, SecretRow secret) {
    Optional<String> given = secret.key();
    return given.isPresent()
        ? keys.resolve(call, secret.region(), given.get())
        : keys.managed(call, secret.region(), SERVICE);
  }

  /**
   * @throws ServiceError AccessDeniedException, EncryptionFailure
   */
  SealedValue seal(Call call, SecretRow secret, String version, SecretValue value) {
    Map<String, String> context = context(secret, version);
    try {
      String key = key(call, secret);
      ask(call, key, context, List.of("kms:GenerateDataKey", "kms:Decrypt"));
      DataKeys.DataKey data = keys.generate(key, context);
      byte[] sealed = Gcm.seal(data.plain(), value.bytes(), bound(context), random);
      return new SealedValue(key, data.wrapped(), sealed, value.text());
    } catch (ServiceError e) {
      throw e.code().equals(SecretsError.ACCESS_DENIED.code())
          ? e
          : SecretsError.ENCRYPTION_FAILURE.with(
              "Secrets Manager can't encrypt the protected secret text using the provided KMS key."
                  + " Check that the KMS key is available, enabled, and not in an invalid state: "
                  + e.message());
    }
  }

  /**
   * @throws ServiceError AccessDeniedException, DecryptionFailure
   */
  SecretValue open(Call call, SecretRow secret, String version, SealedValue value) {
    ask(call, value.key(), context(secret, version), List.of("kms:Decrypt"));
    return open(secret, version, value);
  }

  /** For the lake itself, to compare a value with one that a caller brings. */
  SecretValue open(SecretRow secret, String version, SealedValue value) {
    Map<String, String> context = context(secret, version);
    try {
      byte[] data = keys.open(value.key(), value.wrapped(), context);
      return new SecretValue(Gcm.open(data, value.sealed(), bound(context)), value.text());
    } catch (ServiceError e) {
      throw SecretsError.DECRYPTION_FAILURE.with(
          "Secrets Manager can't decrypt the protected secret text using the provided KMS key: "
              + e.message());
    } catch (Gcm.NotSealedByThisException e) {
      throw new IllegalStateException(
          "The value of " + secret.arn(account) + ", version " + version + ", is damaged", e);
    }
  }

  private void ask(Call call, String key, Map<String, String> context, List<String> actions) {
    for (String action : actions) {
      if (!authorizer.allows(call, keys.access(call, action, key, context, SERVICE))) {
        throw SecretsError.ACCESS_DENIED.with("Access to KMS is not allowed");
      }
    }
  }

  private Map<String, String> context(SecretRow secret, String version) {
    return Map.of("SecretARN", secret.arn(account), "SecretVersionId", version);
  }

  private static byte[] bound(Map<String, String> context) {
    return (context.get("SecretARN") + "\n" + context.get("SecretVersionId")).getBytes(UTF_8);
  }
}
