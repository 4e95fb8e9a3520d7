package io.tarn.identity.groups;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.PutGroupPolicyRequest;
import io.tarn.api.iam.PutGroupPolicyResponse;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.state.Kind;

/** Writes an inline policy of a group. */
final class PutGroupPolicy implements Operation<PutGroupPolicyRequest, PutGroupPolicyResponse> {
  private final Iam iam;

  PutGroupPolicy(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<PutGroupPolicyRequest, PutGroupPolicyResponse> model() {
    return IamService.PUT_GROUP_POLICY;
  }

  @Override
  public AccessRule<PutGroupPolicyRequest> access() {
    return iam.on("iam:PutGroupPolicy", Kind.GROUP, PutGroupPolicyRequest::groupName);
  }

  @Override
  public PutGroupPolicyResponse apply(PutGroupPolicyRequest input, Call call) {
    iam.inline()
        .put(Kind.GROUP, input.groupName(), input.policyName(), input.policyDocument(), call);
    return PutGroupPolicyResponse.builder().build();
  }
}
