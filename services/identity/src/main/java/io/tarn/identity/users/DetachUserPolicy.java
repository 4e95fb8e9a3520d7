package io.tarn.identity.users;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.DetachUserPolicyRequest;
import io.tarn.api.iam.DetachUserPolicyResponse;
import io.tarn.api.iam.IamService;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.state.Kind;

/** Detaches a managed policy from a user. */
final class DetachUserPolicy
    implements Operation<DetachUserPolicyRequest, DetachUserPolicyResponse> {
  private final Iam iam;

  DetachUserPolicy(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<DetachUserPolicyRequest, DetachUserPolicyResponse> model() {
    return IamService.DETACH_USER_POLICY;
  }

  @Override
  public AccessRule<DetachUserPolicyRequest> access() {
    return iam.onAttachment(
        "iam:DetachUserPolicy",
        Kind.USER,
        DetachUserPolicyRequest::userName,
        DetachUserPolicyRequest::policyArn);
  }

  @Override
  public DetachUserPolicyResponse apply(DetachUserPolicyRequest input, Call call) {
    iam.attachments().detach(Kind.USER, input.userName(), input.policyArn());
    return DetachUserPolicyResponse.builder().build();
  }
}
