package io.tarn.identity.roles;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.DeleteRolePolicyRequest;
import io.tarn.api.iam.DeleteRolePolicyResponse;
import io.tarn.api.iam.IamService;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.state.Kind;

/** Deletes an inline policy of a role. */
final class DeleteRolePolicy
    implements Operation<DeleteRolePolicyRequest, DeleteRolePolicyResponse> {
  private final Iam iam;

  DeleteRolePolicy(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<DeleteRolePolicyRequest, DeleteRolePolicyResponse> model() {
    return IamService.DELETE_ROLE_POLICY;
  }

  @Override
  public AccessRule<DeleteRolePolicyRequest> access() {
    return iam.on("iam:DeleteRolePolicy", Kind.ROLE, DeleteRolePolicyRequest::roleName);
  }

  @Override
  public DeleteRolePolicyResponse apply(DeleteRolePolicyRequest input, Call call) {
    iam.inline().delete(Kind.ROLE, input.roleName(), input.policyName());
    return DeleteRolePolicyResponse.builder().build();
  }
}
