package io.tarn.identity.roles;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.ListRolePoliciesRequest;
import io.tarn.api.iam.ListRolePoliciesResponse;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.state.Kind;
import io.tarn.kernel.Page;

/** Lists the names of the inline policies of a role. */
final class ListRolePolicies
    implements Operation<ListRolePoliciesRequest, ListRolePoliciesResponse> {
  private final Iam iam;

  ListRolePolicies(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<ListRolePoliciesRequest, ListRolePoliciesResponse> model() {
    return IamService.LIST_ROLE_POLICIES;
  }

  @Override
  public AccessRule<ListRolePoliciesRequest> access() {
    return iam.on("iam:ListRolePolicies", Kind.ROLE, ListRolePoliciesRequest::roleName);
  }

  @Override
  public ListRolePoliciesResponse apply(ListRolePoliciesRequest input, Call call) {
    Page<String> page =
        iam.inline().list(Kind.ROLE, input.roleName(), input.maxItems(), input.marker());
    return ListRolePoliciesResponse.builder()
        .policyNames(page.items())
        .isTruncated(page.next().isPresent())
        .marker(page.next().orElse(null))
        .build();
  }
}
