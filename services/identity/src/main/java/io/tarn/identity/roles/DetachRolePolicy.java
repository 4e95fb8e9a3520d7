package io.tarn.identity.roles;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.DetachRolePolicyRequest;
import io.tarn.api.iam.DetachRolePolicyResponse;
import io.tarn.api.iam.IamService;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.state.Kind;

/** Detaches a managed policy from a role. */
final class DetachRolePolicy
    implements Operation<DetachRolePolicyRequest, DetachRolePolicyResponse> {
  private final Iam iam;

  DetachRolePolicy(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<DetachRolePolicyRequest, DetachRolePolicyResponse> model() {
    return IamService.DETACH_ROLE_POLICY;
  }

  @Override
  public AccessRule<DetachRolePolicyRequest> access() {
    return iam.onAttachment(
        "iam:DetachRolePolicy",
        Kind.ROLE,
        DetachRolePolicyRequest::roleName,
        DetachRolePolicyRequest::policyArn);
  }

  @Override
  public DetachRolePolicyResponse apply(DetachRolePolicyRequest input, Call call) {
    iam.attachments().detach(Kind.ROLE, input.roleName(), input.policyArn());
    return DetachRolePolicyResponse.builder().build();
  }
}
