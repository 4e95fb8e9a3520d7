package io.tarn.identity.groups;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.DetachGroupPolicyRequest;
import io.tarn.api.iam.DetachGroupPolicyResponse;
import io.tarn.api.iam.IamService;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.state.Kind;

/** Detaches a managed policy from a group. */
final class DetachGroupPolicy
    implements Operation<DetachGroupPolicyRequest, DetachGroupPolicyResponse> {
  private final Iam iam;

  DetachGroupPolicy(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<DetachGroupPolicyRequest, DetachGroupPolicyResponse> model() {
    return IamService.DETACH_GROUP_POLICY;
  }

  @Override
  public AccessRule<DetachGroupPolicyRequest> access() {
    return iam.onAttachment(
        "iam:DetachGroupPolicy",
        Kind.GROUP,
        DetachGroupPolicyRequest::groupName,
        DetachGroupPolicyRequest::policyArn);
  }

  @Override
  public DetachGroupPolicyResponse apply(DetachGroupPolicyRequest input, Call call) {
    iam.attachments().detach(Kind.GROUP, input.groupName(), input.policyArn());
    return DetachGroupPolicyResponse.builder().build();
  }
}
