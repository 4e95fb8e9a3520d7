package io.tarn.keys;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.kms.KmsService;
import io.tarn.api.kms.UpdateKeyDescriptionRequest;
import io.tarn.api.kms.UpdateKeyDescriptionResponse;

/** Says anew what a key is for. */
final class UpdateKeyDescription
    implements Operation<UpdateKeyDescriptionRequest, UpdateKeyDescriptionResponse> {
  private final Keys keys;

  UpdateKeyDescription(Keys keys) {
    this.keys = requireNonNull(keys, "keys is null");
  }

  @Override
  public OperationModel<UpdateKeyDescriptionRequest, UpdateKeyDescriptionResponse> model() {
    return KmsService.UPDATE_KEY_DESCRIPTION;
  }

  @Override
  public AccessRule<UpdateKeyDescriptionRequest> access() {
    return keys.on("kms:UpdateKeyDescription", UpdateKeyDescriptionRequest::keyId);
  }

  @Override
  public UpdateKeyDescriptionResponse apply(UpdateKeyDescriptionRequest input, Call call) {
    keys.change(call, input.keyId(), key -> key.withDescription(input.description()));
    return UpdateKeyDescriptionResponse.builder().build();
  }
}
