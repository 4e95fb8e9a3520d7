package io.tarn.keys;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.kms.GenerateDataKeyWithoutPlaintextRequest;
import io.tarn.api.kms.GenerateDataKeyWithoutPlaintextResponse;
import io.tarn.api.kms.KmsService;
import java.util.List;

/** Makes a data key for later, encrypted by a key. */
final class GenerateDataKeyWithoutPlaintext
    implements Operation<
        GenerateDataKeyWithoutPlaintextRequest, GenerateDataKeyWithoutPlaintextResponse> {
  private final Keys keys;

  GenerateDataKeyWithoutPlaintext(Keys keys) {
    this.keys = requireNonNull(keys, "keys is null");
  }

  @Override
  public OperationModel<
          GenerateDataKeyWithoutPlaintextRequest, GenerateDataKeyWithoutPlaintextResponse>
      model() {
    return KmsService.GENERATE_DATA_KEY_WITHOUT_PLAINTEXT;
  }

  @Override
  public AccessRule<GenerateDataKeyWithoutPlaintextRequest> access() {
    return (input, call) ->
        List.of(
            Keys.withContext(
                keys.access(call, "kms:GenerateDataKeyWithoutPlaintext", input.keyId()),
                input.encryptionContext()));
  }

  @Override
  public GenerateDataKeyWithoutPlaintextResponse apply(
      GenerateDataKeyWithoutPlaintextRequest input, Call call) {
    Keys.checkTokens(input.grantTokens());
    KeyRow key = keys.load(call, input.keyId());
    byte[] plain = GenerateDataKey.fresh(keys, input.keySpec(), input.numberOfBytes());
    byte[] ciphertext = keys.encrypt(key, plain, input.encryptionContext());
    Keys.checkDryRun(input.dryRun());
    return GenerateDataKeyWithoutPlaintextResponse.builder()
        .ciphertextBlob(ciphertext)
        .keyId(keys.arn(key))
        .build();
  }
}
