package io.tarn.keys;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.kms.EncryptRequest;
import io.tarn.api.kms.EncryptResponse;
import io.tarn.api.kms.KmsService;
import java.util.List;

/** Encrypts up to 4 KiB under a key. */
final class Encrypt implements Operation<EncryptRequest, EncryptResponse> {
  private final Keys keys;

  Encrypt(Keys keys) {
    this.keys = requireNonNull(keys, "keys is null");
  }

  @Override
  public OperationModel<EncryptRequest, EncryptResponse> model() {
    return KmsService.ENCRYPT;
  }

  @Override
  public AccessRule<EncryptRequest> access() {
    return (input, call) ->
        List.of(
            Keys.withContext(
                keys.access(call, "kms:Encrypt", input.keyId()), input.encryptionContext()));
  }

  @Override
  public EncryptResponse apply(EncryptRequest input, Call call) {
    Keys.checkTokens(input.grantTokens());
    KeyRow key = keys.load(call, input.keyId());
    Keys.checkAlgorithm(input.encryptionAlgorithm(), keys.arn(key));
    byte[] ciphertext = keys.encrypt(key, input.plaintext(), input.encryptionContext());
    Keys.checkDryRun(input.dryRun());
    return EncryptResponse.builder()
        .ciphertextBlob(ciphertext)
        .keyId(keys.arn(key))
        .encryptionAlgorithm(Keys.SPEC)
        .build();
  }
}
