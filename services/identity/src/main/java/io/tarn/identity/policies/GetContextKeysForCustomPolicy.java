package io.tarn.identity.policies;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.GetContextKeysForCustomPolicyRequest;
import io.tarn.api.iam.GetContextKeysForPolicyResponse;
import io.tarn.api.iam.IamService;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.policy.PolicyKind;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Lists the condition keys that policies ask for. */
final class GetContextKeysForCustomPolicy
    implements Operation<GetContextKeysForCustomPolicyRequest, GetContextKeysForPolicyResponse> {
  private final Iam iam;

  GetContextKeysForCustomPolicy(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<GetContextKeysForCustomPolicyRequest, GetContextKeysForPolicyResponse>
      model() {
    return IamService.GET_CONTEXT_KEYS_FOR_CUSTOM_POLICY;
  }

  @Override
  public AccessRule<GetContextKeysForCustomPolicyRequest> access() {
    return AccessRule.any("iam:GetContextKeysForCustomPolicy");
  }

  @Override
  public GetContextKeysForPolicyResponse apply(
      GetContextKeysForCustomPolicyRequest input, Call call) {
    Set<String> keys = new TreeSet<>();
    for (String document : input.policyInputList()) {
      keys.addAll(Iam.parse(document, PolicyKind.IDENTITY).conditionKeys());
    }
    return GetContextKeysForPolicyResponse.builder().contextKeyNames(List.copyOf(keys)).build();
  }
}
