package io.tarn.keys;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.kms.DecryptRequest;
import io.tarn.api.kms.DecryptResponse;
import io.tarn.api.kms.KmsService;
import java.util.List;

/** Decrypts what Encrypt or GenerateDataKey made; the bytes tell by which key. */
final class Decrypt implements Operation<DecryptRequest, DecryptResponse> {
  private final Keys keys;

  Decrypt(Keys keys) {
    this.keys = requireNonNull(keys, "keys is null");
  }

  @Override
  public OperationModel<DecryptRequest, DecryptResponse> model() {
    return KmsService.DECRYPT;
  }

  @Override
  public AccessRule<DecryptRequest> access() {
    return (input, call) ->
        List.of(
            Keys.withContext(
                keys.access(call, "kms:Decrypt", keyName(input)), input.encryptionContext()));
  }

  @Override
  public DecryptResponse apply(DecryptRequest input, Call call) {
    Keys.checkTokens(input.grantTokens());
    Keys.refuse(input.recipient(), "Recipient");
    Keys.refuse(
        input.dryRunModifiers() == null || input.dryRunModifiers().isEmpty()
            ? null
            : input.dryRunModifiers(),
        "DryRunModifiers");
    Ciphertext ciphertext = Ciphertext.parse(bytes(input));
    KeyRow key = keys.load(call, keyName(input));
    Keys.checkAlgorithm(input.encryptionAlgorithm(), keys.arn(key));
    checkKey(key, ciphertext);
    byte[] plain = keys.decrypt(key, ciphertext, input.encryptionContext());
    Keys.checkDryRun(input.dryRun());
    return DecryptResponse.builder()
        .keyId(keys.arn(key))
        .plaintext(plain)
        .encryptionAlgorithm(Keys.SPEC)
        .build();
  }

  private static byte[] bytes(DecryptRequest input) {
    byte[] bytes = input.ciphertextBlob();
    if (bytes == null) {
      throw KeysError.VALIDATION.with("CiphertextBlob must be given");
    }
    return bytes;
  }

  private static String keyName(DecryptRequest input) {
    return input.keyId() == null ? Ciphertext.parse(bytes(input)).keyId() : input.keyId();
  }

  static void checkKey(KeyRow key, Ciphertext ciphertext) {
    if (!key.id().equals(ciphertext.keyId())) {
      throw KeysError.INCORRECT_KEY.with(
          "The key ID in the request does not identify a CMK that can perform this operation.");
    }
  }
}
