package io.tarn.identity.users;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.AttachedPolicy;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.ListAttachedUserPoliciesRequest;
import io.tarn.api.iam.ListAttachedUserPoliciesResponse;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.state.Kind;
import io.tarn.kernel.Page;

/** Lists the managed policies on a user. */
final class ListAttachedUserPolicies
    implements Operation<ListAttachedUserPoliciesRequest, ListAttachedUserPoliciesResponse> {
  private final Iam iam;

  ListAttachedUserPolicies(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<ListAttachedUserPoliciesRequest, ListAttachedUserPoliciesResponse> model() {
    return IamService.LIST_ATTACHED_USER_POLICIES;
  }

  @Override
  public AccessRule<ListAttachedUserPoliciesRequest> access() {
    return iam.on(
        "iam:ListAttachedUserPolicies", Kind.USER, ListAttachedUserPoliciesRequest::userName);
  }

  @Override
  public ListAttachedUserPoliciesResponse apply(ListAttachedUserPoliciesRequest input, Call call) {
    Page<AttachedPolicy> page =
        iam.attachments()
            .list(
                Kind.USER, input.userName(), input.pathPrefix(), input.maxItems(), input.marker());
    return ListAttachedUserPoliciesResponse.builder()
        .attachedPolicies(page.items())
        .isTruncated(page.next().isPresent())
        .marker(page.next().orElse(null))
        .build();
  }
}
