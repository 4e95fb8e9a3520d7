package io.tarn.identity.users;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.GetUserPolicyRequest;
import io.tarn.api.iam.GetUserPolicyResponse;
import io.tarn.api.iam.IamService;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.iam.Views;
import io.tarn.identity.state.Document;
import io.tarn.identity.state.Kind;

/** Reads an inline policy of a user. */
final class GetUserPolicy implements Operation<GetUserPolicyRequest, GetUserPolicyResponse> {
  private final Iam iam;

  GetUserPolicy(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<GetUserPolicyRequest, GetUserPolicyResponse> model() {
    return IamService.GET_USER_POLICY;
  }

  @Override
  public AccessRule<GetUserPolicyRequest> access() {
    return iam.on("iam:GetUserPolicy", Kind.USER, GetUserPolicyRequest::userName);
  }

  @Override
  public GetUserPolicyResponse apply(GetUserPolicyRequest input, Call call) {
    Document policy = iam.inline().load(Kind.USER, input.userName(), input.policyName());
    return GetUserPolicyResponse.builder()
        .userName(input.userName())
        .policyName(policy.name())
        .policyDocument(Views.encode(policy.text()))
        .build();
  }
}
