package io.tarn.identity.users;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.ListUserPoliciesRequest;
import io.tarn.api.iam.ListUserPoliciesResponse;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.state.Kind;
import io.tarn.kernel.Page;

/** Lists the names of the inline policies of a user. */
final class ListUserPolicies
    implements Operation<ListUserPoliciesRequest, ListUserPoliciesResponse> {
  private final Iam iam;

  ListUserPolicies(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<ListUserPoliciesRequest, ListUserPoliciesResponse> model() {
    return IamService.LIST_USER_POLICIES;
  }

  @Override
  public AccessRule<ListUserPoliciesRequest> access() {
    return iam.on("iam:ListUserPolicies", Kind.USER, ListUserPoliciesRequest::userName);
  }

  @Override
  public ListUserPoliciesResponse apply(ListUserPoliciesRequest input, Call call) {
    Page<String> page =
        iam.inline().list(Kind.USER, input.userName(), input.maxItems(), input.marker());
    return ListUserPoliciesResponse.builder()
        .policyNames(page.items())
        .isTruncated(page.next().isPresent())
        .marker(page.next().orElse(null))
        .build();
  }
}
