package io.tarn.identity.groups;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.AttachGroupPolicyRequest;
import io.tarn.api.iam.AttachGroupPolicyResponse;
import io.tarn.api.iam.IamService;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.state.Kind;

/** Attaches a managed policy to a group. */
final class AttachGroupPolicy
    implements Operation<AttachGroupPolicyRequest, AttachGroupPolicyResponse> {
  private final Iam iam;

  AttachGroupPolicy(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<AttachGroupPolicyRequest, AttachGroupPolicyResponse> model() {
    return IamService.ATTACH_GROUP_POLICY;
  }

  @Override
  public AccessRule<AttachGroupPolicyRequest> access() {
    return iam.onAttachment(
        "iam:AttachGroupPolicy",
        Kind.GROUP,
        AttachGroupPolicyRequest::groupName,
        AttachGroupPolicyRequest::policyArn);
  }

  @Override
  public AttachGroupPolicyResponse apply(AttachGroupPolicyRequest input, Call call) {
    iam.attachments().attach(Kind.GROUP, input.groupName(), input.policyArn(), call);
    return AttachGroupPolicyResponse.builder().build();
  }
}
