package io.tarn.identity.users;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.DeleteUserPolicyRequest;
import io.tarn.api.iam.DeleteUserPolicyResponse;
import io.tarn.api.iam.IamService;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.state.Kind;

/** Deletes an inline policy of a user. */
final class DeleteUserPolicy
    implements Operation<DeleteUserPolicyRequest, DeleteUserPolicyResponse> {
  private final Iam iam;

  DeleteUserPolicy(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<DeleteUserPolicyRequest, DeleteUserPolicyResponse> model() {
    return IamService.DELETE_USER_POLICY;
  }

  @Override
  public AccessRule<DeleteUserPolicyRequest> access() {
    return iam.on("iam:DeleteUserPolicy", Kind.USER, DeleteUserPolicyRequest::userName);
  }

  @Override
  public DeleteUserPolicyResponse apply(DeleteUserPolicyRequest input, Call call) {
    iam.inline().delete(Kind.USER, input.userName(), input.policyName());
    return DeleteUserPolicyResponse.builder().build();
  }
}
