package io.tarn.identity.groups;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.AttachedPolicy;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.ListAttachedGroupPoliciesRequest;
import io.tarn.api.iam.ListAttachedGroupPoliciesResponse;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.state.Kind;
import io.tarn.kernel.Page;

/** Lists the managed policies on a group. */
final class ListAttachedGroupPolicies
    implements Operation<ListAttachedGroupPoliciesRequest, ListAttachedGroupPoliciesResponse> {
  private final Iam iam;

  ListAttachedGroupPolicies(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<ListAttachedGroupPoliciesRequest, ListAttachedGroupPoliciesResponse>
      model() {
    return IamService.LIST_ATTACHED_GROUP_POLICIES;
  }

  @Override
  public AccessRule<ListAttachedGroupPoliciesRequest> access() {
    return iam.on(
        "iam:ListAttachedGroupPolicies", Kind.GROUP, ListAttachedGroupPoliciesRequest::groupName);
  }

  @Override
  public ListAttachedGroupPoliciesResponse apply(
      ListAttachedGroupPoliciesRequest input, Call call) {
    Page<AttachedPolicy> page =
        iam.attachments()
            .list(
                Kind.GROUP,
                input.groupName(),
                input.pathPrefix(),
                input.maxItems(),
                input.marker());
    return ListAttachedGroupPoliciesResponse.builder()
        .attachedPolicies(page.items())
        .isTruncated(page.next().isPresent())
        .marker(page.next().orElse(null))
        .build();
  }
}
