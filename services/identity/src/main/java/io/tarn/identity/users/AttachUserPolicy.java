package io.tarn.identity.users;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.AttachUserPolicyRequest;
import io.tarn.api.iam.AttachUserPolicyResponse;
import io.tarn.api.iam.IamService;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.state.Kind;

/** Attaches a managed policy to a user. */
final class AttachUserPolicy
    implements Operation<AttachUserPolicyRequest, AttachUserPolicyResponse> {
  private final Iam iam;

  AttachUserPolicy(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<AttachUserPolicyRequest, AttachUserPolicyResponse> model() {
    return IamService.ATTACH_USER_POLICY;
  }

  @Override
  public AccessRule<AttachUserPolicyRequest> access() {
    return iam.onAttachment(
        "iam:AttachUserPolicy",
        Kind.USER,
        AttachUserPolicyRequest::userName,
        AttachUserPolicyRequest::policyArn);
  }

  @Override
  public AttachUserPolicyResponse apply(AttachUserPolicyRequest input, Call call) {
    iam.attachments().attach(Kind.USER, input.userName(), input.policyArn(), call);
    return AttachUserPolicyResponse.builder().build();
  }
}
