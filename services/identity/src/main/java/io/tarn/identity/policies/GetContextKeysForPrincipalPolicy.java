package io.tarn.identity.policies;

import io.tarn.api.Access;
import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.GetContextKeysForPolicyResponse;
import io.tarn.api.iam.GetContextKeysForPrincipalPolicyRequest;
import io.tarn.api.iam.IamService;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.policy.PolicyKind;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Lists the condition keys that the policies of a user, group or role ask for. */
final class GetContextKeysForPrincipalPolicy
    implements Operation<GetContextKeysForPrincipalPolicyRequest, GetContextKeysForPolicyResponse> {
  private final Iam iam;

  GetContextKeysForPrincipalPolicy(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<GetContextKeysForPrincipalPolicyRequest, GetContextKeysForPolicyResponse>
      model() {
    return IamService.GET_CONTEXT_KEYS_FOR_PRINCIPAL_POLICY;
  }

  @Override
  public AccessRule<GetContextKeysForPrincipalPolicyRequest> access() {
    return (input, call) ->
        List.of(Access.of("iam:GetContextKeysForPrincipalPolicy", input.policySourceArn()));
  }

  @Override
  public GetContextKeysForPolicyResponse apply(
      GetContextKeysForPrincipalPolicyRequest input, Call call) {
    Set<String> keys = new TreeSet<>();
    SimulatedPrincipal.load(iam, input.policySourceArn())
        .sources()
        .forEach(source -> keys.addAll(source.policy().conditionKeys()));
    List<String> more = input.policyInputList() == null ? List.of() : input.policyInputList();
    for (String document : more) {
      keys.addAll(Iam.parse(document, PolicyKind.IDENTITY).conditionKeys());
    }
    return GetContextKeysForPolicyResponse.builder().contextKeyNames(List.copyOf(keys)).build();
  }
}
