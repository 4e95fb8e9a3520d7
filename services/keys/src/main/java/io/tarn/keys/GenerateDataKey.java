package io.tarn.keys;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.kms.GenerateDataKeyRequest;
import io.tarn.api.kms.GenerateDataKeyResponse;
import io.tarn.api.kms.KmsService;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes a data key, in plain text and encrypted by a key. */
final class GenerateDataKey implements Operation<GenerateDataKeyRequest, GenerateDataKeyResponse> {
  private final Keys keys;

  GenerateDataKey(Keys keys) {
    this.keys = requireNonNull(keys, "keys is null");
  }

  @Override
  public OperationModel<GenerateDataKeyRequest, GenerateDataKeyResponse> model() {
    return KmsService.GENERATE_DATA_KEY;
  }

  @Override
  public AccessRule<GenerateDataKeyRequest> access() {
    return (input, call) ->
        List.of(
            Keys.withContext(
                keys.access(call, "kms:GenerateDataKey", input.keyId()),
                input.encryptionContext()));
  }

  @Override
  public GenerateDataKeyResponse apply(GenerateDataKeyRequest input, Call call) {
    Keys.checkTokens(input.grantTokens());
    Keys.refuse(input.recipient(), "Recipient");
    KeyRow key = keys.load(call, input.keyId());
    byte[] plain = fresh(keys, input.keySpec(), input.numberOfBytes());
    byte[] ciphertext = keys.encrypt(key, plain, input.encryptionContext());
    Keys.checkDryRun(input.dryRun());
    return GenerateDataKeyResponse.builder()
        .ciphertextBlob(ciphertext)
        .plaintext(plain)
        .keyId(keys.arn(key))
        .build();
  }

  static byte[] fresh(Keys keys, @Nullable String spec, @Nullable Integer size) {
    if ((spec == null) == (size == null)) {
      throw KeysError.VALIDATION.with(
          "Please specify either number of bytes or key spec, and not both");
    }
    int length = size != null ? size : "AES_128".equals(spec) ? 16 : 32;
    byte[] plain = new byte[length];
    keys.random.nextBytes(plain);
    return plain;
  }
}
