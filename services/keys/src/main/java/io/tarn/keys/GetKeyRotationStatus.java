package io.tarn.keys;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.kms.GetKeyRotationStatusRequest;
import io.tarn.api.kms.GetKeyRotationStatusResponse;
import io.tarn.api.kms.KmsService;

/** Says that a key's material is not rotated: EnableKeyRotation is not there. */
final class GetKeyRotationStatus
    implements Operation<GetKeyRotationStatusRequest, GetKeyRotationStatusResponse> {
  private final Keys keys;

  GetKeyRotationStatus(Keys keys) {
    this.keys = requireNonNull(keys, "keys is null");
  }

  @Override
  public OperationModel<GetKeyRotationStatusRequest, GetKeyRotationStatusResponse> model() {
    return KmsService.GET_KEY_ROTATION_STATUS;
  }

  @Override
  public AccessRule<GetKeyRotationStatusRequest> access() {
    return keys.on("kms:GetKeyRotationStatus", GetKeyRotationStatusRequest::keyId);
  }

  @Override
  public GetKeyRotationStatusResponse apply(GetKeyRotationStatusRequest input, Call call) {
    KeyRow key = keys.load(call, Keys.notAlias(input.keyId()));
    return GetKeyRotationStatusResponse.builder()
        .keyRotationEnabled(false)
        .keyId(keys.arn(key))
        .build();
  }
}
