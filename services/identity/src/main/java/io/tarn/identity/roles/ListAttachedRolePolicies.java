package io.tarn.identity.roles;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.AttachedPolicy;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.ListAttachedRolePoliciesRequest;
import io.tarn.api.iam.ListAttachedRolePoliciesResponse;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.state.Kind;
import io.tarn.kernel.Page;

/** Lists the managed policies on a role. */
final class ListAttachedRolePolicies
    implements Operation<ListAttachedRolePoliciesRequest, ListAttachedRolePoliciesResponse> {
  private final Iam iam;

  ListAttachedRolePolicies(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<ListAttachedRolePoliciesRequest, ListAttachedRolePoliciesResponse> model() {
    return IamService.LIST_ATTACHED_ROLE_POLICIES;
  }

  @Override
  public AccessRule<ListAttachedRolePoliciesRequest> access() {
    return iam.on(
        "iam:ListAttachedRolePolicies", Kind.ROLE, ListAttachedRolePoliciesRequest::roleName);
  }

  @Override
  public ListAttachedRolePoliciesResponse apply(ListAttachedRolePoliciesRequest input, Call call) {
    Page<AttachedPolicy> page =
        iam.attachments()
            .list(
                Kind.ROLE, input.roleName(), input.pathPrefix(), input.maxItems(), input.marker());
    return ListAttachedRolePoliciesResponse.builder()
        .attachedPolicies(page.items())
        .isTruncated(page.next().isPresent())
        .marker(page.next().orElse(null))
        .build();
  }
}
