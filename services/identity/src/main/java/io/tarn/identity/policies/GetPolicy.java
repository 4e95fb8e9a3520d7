package io.tarn.identity.policies;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.GetPolicyRequest;
import io.tarn.api.iam.GetPolicyResponse;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.Policy;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.state.Kind;
import io.tarn.identity.state.ManagedPolicies;

/** Describes a managed policy, AWS's or the customer's. */
final class GetPolicy implements Operation<GetPolicyRequest, GetPolicyResponse> {
  private final Iam iam;

  GetPolicy(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<GetPolicyRequest, GetPolicyResponse> model() {
    return IamService.GET_POLICY;
  }

  @Override
  public AccessRule<GetPolicyRequest> access() {
    return iam.onPolicy("iam:GetPolicy", GetPolicyRequest::policyArn);
  }

  @Override
  public GetPolicyResponse apply(GetPolicyRequest input, Call call) {
    String arn = input.policyArn();
    Policy policy =
        iam.read(
            tables -> {
              if (ManagedPolicies.isManaged(arn)) {
                return iam.views()
                    .managed(
                        tables,
                        ManagedPolicies.all()
                            .find(arn)
                            .orElseThrow(() -> Iam.missing(Kind.POLICY, arn)));
              }
              return iam.views().policy(tables, iam.loadPolicy(tables, arn));
            });
    return GetPolicyResponse.builder().policy(policy).build();
  }
}
