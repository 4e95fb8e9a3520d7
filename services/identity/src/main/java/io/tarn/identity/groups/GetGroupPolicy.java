package io.tarn.identity.groups;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.GetGroupPolicyRequest;
import io.tarn.api.iam.GetGroupPolicyResponse;
import io.tarn.api.iam.IamService;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.iam.Views;
import io.tarn.identity.state.Document;
import io.tarn.identity.state.Kind;

/** Reads an inline policy of a group. */
final class GetGroupPolicy implements Operation<GetGroupPolicyRequest, GetGroupPolicyResponse> {
  private final Iam iam;

  GetGroupPolicy(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<GetGroupPolicyRequest, GetGroupPolicyResponse> model() {
    return IamService.GET_GROUP_POLICY;
  }

  @Override
  public AccessRule<GetGroupPolicyRequest> access() {
    return iam.on("iam:GetGroupPolicy", Kind.GROUP, GetGroupPolicyRequest::groupName);
  }

  @Override
  public GetGroupPolicyResponse apply(GetGroupPolicyRequest input, Call call) {
    Document policy = iam.inline().load(Kind.GROUP, input.groupName(), input.policyName());
    return GetGroupPolicyResponse.builder()
        .groupName(input.groupName())
        .policyName(policy.name())
        .policyDocument(Views.encode(policy.text()))
        .build();
  }
}
