package io.tarn.identity.users;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.PutUserPolicyRequest;
import io.tarn.api.iam.PutUserPolicyResponse;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.state.Kind;

/** Writes an inline policy of a user. */
final class PutUserPolicy implements Operation<PutUserPolicyRequest, PutUserPolicyResponse> {
  private final Iam iam;

  PutUserPolicy(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<PutUserPolicyRequest, PutUserPolicyResponse> model() {
    return IamService.PUT_USER_POLICY;
  }

  @Override
  public AccessRule<PutUserPolicyRequest> access() {
    return iam.on("iam:PutUserPolicy", Kind.USER, PutUserPolicyRequest::userName);
  }

  @Override
  public PutUserPolicyResponse apply(PutUserPolicyRequest input, Call call) {
    iam.inline().put(Kind.USER, input.userName(), input.policyName(), input.policyDocument(), call);
    return PutUserPolicyResponse.builder().build();
  }
}
