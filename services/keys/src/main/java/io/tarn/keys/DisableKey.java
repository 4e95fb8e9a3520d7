package io.tarn.keys;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.kms.DisableKeyRequest;
import io.tarn.api.kms.DisableKeyResponse;
import io.tarn.api.kms.KmsService;
import java.util.Optional;

/** Keeps a key from being used, without losing anything. */
final class DisableKey implements Operation<DisableKeyRequest, DisableKeyResponse> {
  private final Keys keys;

  DisableKey(Keys keys) {
    this.keys = requireNonNull(keys, "keys is null");
  }

  @Override
  public OperationModel<DisableKeyRequest, DisableKeyResponse> model() {
    return KmsService.DISABLE_KEY;
  }

  @Override
  public AccessRule<DisableKeyRequest> access() {
    return keys.on("kms:DisableKey", DisableKeyRequest::keyId);
  }

  @Override
  public DisableKeyResponse apply(DisableKeyRequest input, Call call) {
    keys.change(call, input.keyId(), key -> key.with(KeyRow.State.DISABLED, Optional.empty()));
    return DisableKeyResponse.builder().build();
  }
}
