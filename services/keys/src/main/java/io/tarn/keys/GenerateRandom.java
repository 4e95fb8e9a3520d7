package io.tarn.keys;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.kms.GenerateRandomRequest;
import io.tarn.api.kms.GenerateRandomResponse;
import io.tarn.api.kms.KmsService;

/** Makes random bytes. */
final class GenerateRandom implements Operation<GenerateRandomRequest, GenerateRandomResponse> {
  private final Keys keys;

  GenerateRandom(Keys keys) {
    this.keys = requireNonNull(keys, "keys is null");
  }

  @Override
  public OperationModel<GenerateRandomRequest, GenerateRandomResponse> model() {
    return KmsService.GENERATE_RANDOM;
  }

  @Override
  public AccessRule<GenerateRandomRequest> access() {
    return AccessRule.any("kms:GenerateRandom");
  }

  @Override
  public GenerateRandomResponse apply(GenerateRandomRequest input, Call call) {
    Keys.refuse(input.customKeyStoreId(), "CustomKeyStoreId");
    Keys.refuse(input.recipient(), "Recipient");
    if (input.numberOfBytes() == null) {
      throw KeysError.VALIDATION.with("NumberOfBytes is required.");
    }
    byte[] bytes = new byte[input.numberOfBytes()];
    keys.random.nextBytes(bytes);
    return GenerateRandomResponse.builder().plaintext(bytes).build();
  }
}
