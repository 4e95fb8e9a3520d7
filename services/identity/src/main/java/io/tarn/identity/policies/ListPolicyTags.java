package io.tarn.identity.policies;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.ListPolicyTagsRequest;
import io.tarn.api.iam.ListPolicyTagsResponse;
import io.tarn.api.iam.Tag;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.iam.Paging;
import io.tarn.identity.iam.Tags;
import io.tarn.identity.state.Entity;
import io.tarn.kernel.Page;
import java.util.Comparator;
import java.util.List;

/** Lists the tags of a customer managed policy. */
final class ListPolicyTags implements Operation<ListPolicyTagsRequest, ListPolicyTagsResponse> {
  private final Iam iam;

  ListPolicyTags(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<ListPolicyTagsRequest, ListPolicyTagsResponse> model() {
    return IamService.LIST_POLICY_TAGS;
  }

  @Override
  public AccessRule<ListPolicyTagsRequest> access() {
    return iam.onPolicy("iam:ListPolicyTags", ListPolicyTagsRequest::policyArn);
  }

  @Override
  public ListPolicyTagsResponse apply(ListPolicyTagsRequest input, Call call) {
    Iam.refuseManaged(input.policyArn());
    Entity policy = iam.read(tables -> iam.loadPolicy(tables, input.policyArn()));
    List<Tag> tags =
        Tags.list(policy.tags()).stream().sorted(Comparator.comparing(Tag::key)).toList();
    Page<Tag> page =
        Paging.of(
            tags, input.maxItems(), input.marker(), Tag::key, "ListPolicyTags", input.policyArn());
    return ListPolicyTagsResponse.builder()
        .tags(page.items())
        .isTruncated(page.next().isPresent())
        .marker(page.next().orElse(null))
        .build();
  }
}
