package io.tarn.identity.groups;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.ListGroupPoliciesRequest;
import io.tarn.api.iam.ListGroupPoliciesResponse;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.state.Kind;
import io.tarn.kernel.Page;

/** Lists the names of the inline policies of a group. */
final class ListGroupPolicies
    implements Operation<ListGroupPoliciesRequest, ListGroupPoliciesResponse> {
  private final Iam iam;

  ListGroupPolicies(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<ListGroupPoliciesRequest, ListGroupPoliciesResponse> model() {
    return IamService.LIST_GROUP_POLICIES;
  }

  @Override
  public AccessRule<ListGroupPoliciesRequest> access() {
    return iam.on("iam:ListGroupPolicies", Kind.GROUP, ListGroupPoliciesRequest::groupName);
  }

  @Override
  public ListGroupPoliciesResponse apply(ListGroupPoliciesRequest input, Call call) {
    Page<String> page =
        iam.inline().list(Kind.GROUP, input.groupName(), input.maxItems(), input.marker());
    return ListGroupPoliciesResponse.builder()
        .policyNames(page.items())
        .isTruncated(page.next().isPresent())
        .marker(page.next().orElse(null))
        .build();
  }
}
