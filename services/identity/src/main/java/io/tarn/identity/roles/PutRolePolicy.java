package io.tarn.identity.roles;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.PutRolePolicyRequest;
import io.tarn.api.iam.PutRolePolicyResponse;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.state.Kind;

/** Writes an inline policy of a role. */
final class PutRolePolicy implements Operation<PutRolePolicyRequest, PutRolePolicyResponse> {
  private final Iam iam;

  PutRolePolicy(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<PutRolePolicyRequest, PutRolePolicyResponse> model() {
    return IamService.PUT_ROLE_POLICY;
  }

  @Override
  public AccessRule<PutRolePolicyRequest> access() {
    return iam.on("iam:PutRolePolicy", Kind.ROLE, PutRolePolicyRequest::roleName);
  }

  @Override
  public PutRolePolicyResponse apply(PutRolePolicyRequest input, Call call) {
    iam.inline().put(Kind.ROLE, input.roleName(), input.policyName(), input.policyDocument(), call);
    return PutRolePolicyResponse.builder().build();
  }
}
