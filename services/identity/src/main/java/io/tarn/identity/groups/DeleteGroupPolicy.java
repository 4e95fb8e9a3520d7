package io.tarn.identity.groups;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.DeleteGroupPolicyRequest;
import io.tarn.api.iam.DeleteGroupPolicyResponse;
import io.tarn.api.iam.IamService;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.state.Kind;

/** Deletes an inline policy of a group. */
final class DeleteGroupPolicy
    implements Operation<DeleteGroupPolicyRequest, DeleteGroupPolicyResponse> {
  private final Iam iam;

  DeleteGroupPolicy(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<DeleteGroupPolicyRequest, DeleteGroupPolicyResponse> model() {
    return IamService.DELETE_GROUP_POLICY;
  }

  @Override
  public AccessRule<DeleteGroupPolicyRequest> access() {
    return iam.on("iam:DeleteGroupPolicy", Kind.GROUP, DeleteGroupPolicyRequest::groupName);
  }

  @Override
  public DeleteGroupPolicyResponse apply(DeleteGroupPolicyRequest input, Call call) {
    iam.inline().delete(Kind.GROUP, input.groupName(), input.policyName());
    return DeleteGroupPolicyResponse.builder().build();
  }
}
