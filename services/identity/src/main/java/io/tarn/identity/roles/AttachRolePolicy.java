package io.tarn.identity.roles;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.AttachRolePolicyRequest;
import io.tarn.api.iam.AttachRolePolicyResponse;
import io.tarn.api.iam.IamService;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.state.Kind;

/** Attaches a managed policy to a role. */
final class AttachRolePolicy
    implements Operation<AttachRolePolicyRequest, AttachRolePolicyResponse> {
  private final Iam iam;

  AttachRolePolicy(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<AttachRolePolicyRequest, AttachRolePolicyResponse> model() {
    return IamService.ATTACH_ROLE_POLICY;
  }

  @Override
  public AccessRule<AttachRolePolicyRequest> access() {
    return iam.onAttachment(
        "iam:AttachRolePolicy",
        Kind.ROLE,
        AttachRolePolicyRequest::roleName,
        AttachRolePolicyRequest::policyArn);
  }

  @Override
  public AttachRolePolicyResponse apply(AttachRolePolicyRequest input, Call call) {
    iam.attachments().attach(Kind.ROLE, input.roleName(), input.policyArn(), call);
    return AttachRolePolicyResponse.builder().build();
  }
}
