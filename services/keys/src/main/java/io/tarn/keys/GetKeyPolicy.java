package io.tarn.keys;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.kms.GetKeyPolicyRequest;
import io.tarn.api.kms.GetKeyPolicyResponse;
import io.tarn.api.kms.KmsService;

/** Shows a key's policy. */
final class GetKeyPolicy implements Operation<GetKeyPolicyRequest, GetKeyPolicyResponse> {
  private final Keys keys;

  GetKeyPolicy(Keys keys) {
    this.keys = requireNonNull(keys, "keys is null");
  }

  @Override
  public OperationModel<GetKeyPolicyRequest, GetKeyPolicyResponse> model() {
    return KmsService.GET_KEY_POLICY;
  }

  @Override
  public AccessRule<GetKeyPolicyRequest> access() {
    return keys.on("kms:GetKeyPolicy", GetKeyPolicyRequest::keyId);
  }

  @Override
  public GetKeyPolicyResponse apply(GetKeyPolicyRequest input, Call call) {
    if (input.policyName() != null && !input.policyName().equals(KeyPolicies.NAME)) {
      throw KeysError.NOT_FOUND.with("No such policy exists");
    }
    return GetKeyPolicyResponse.builder()
        .policy(keys.load(call, Keys.notAlias(input.keyId())).policy())
        .policyName(KeyPolicies.NAME)
        .build();
  }
}
