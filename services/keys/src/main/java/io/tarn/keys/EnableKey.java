package io.tarn.keys;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.kms.EnableKeyRequest;
import io.tarn.api.kms.EnableKeyResponse;
import io.tarn.api.kms.KmsService;
import java.util.Optional;

/** Lets a key be used again. */
final class EnableKey implements Operation<EnableKeyRequest, EnableKeyResponse> {
  private final Keys keys;

  EnableKey(Keys keys) {
    this.keys = requireNonNull(keys, "keys is null");
  }

  @Override
  public OperationModel<EnableKeyRequest, EnableKeyResponse> model() {
    return KmsService.ENABLE_KEY;
  }

  @Override
  public AccessRule<EnableKeyRequest> access() {
    return keys.on("kms:EnableKey", EnableKeyRequest::keyId);
  }

  @Override
  public EnableKeyResponse apply(EnableKeyRequest input, Call call) {
    keys.change(call, input.keyId(), key -> key.with(KeyRow.State.ENABLED, Optional.empty()));
    return EnableKeyResponse.builder().build();
  }
}
