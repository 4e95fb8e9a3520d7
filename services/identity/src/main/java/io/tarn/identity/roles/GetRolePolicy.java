package io.tarn.identity.roles;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.GetRolePolicyRequest;
import io.tarn.api.iam.GetRolePolicyResponse;
import io.tarn.api.iam.IamService;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.iam.Views;
import io.tarn.identity.state.Document;
import io.tarn.identity.state.Kind;

/** Reads an inline policy of a role. */
final class GetRolePolicy implements Operation<GetRolePolicyRequest, GetRolePolicyResponse> {
  private final Iam iam;

  GetRolePolicy(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<GetRolePolicyRequest, GetRolePolicyResponse> model() {
    return IamService.GET_ROLE_POLICY;
  }

  @Override
  public AccessRule<GetRolePolicyRequest> access() {
    return iam.on("iam:GetRolePolicy", Kind.ROLE, GetRolePolicyRequest::roleName);
  }

  @Override
  public GetRolePolicyResponse apply(GetRolePolicyRequest input, Call call) {
    Document policy = iam.inline().load(Kind.ROLE, input.roleName(), input.policyName());
    return GetRolePolicyResponse.builder()
        .roleName(input.roleName())
        .policyName(policy.name())
        .policyDocument(Views.encode(policy.text()))
        .build();
  }
}
