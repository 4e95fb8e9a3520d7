package io.tarn.identity.roles;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.ListInstanceProfileTagsRequest;
import io.tarn.api.iam.ListInstanceProfileTagsResponse;
import io.tarn.api.iam.Tag;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.iam.Paging;
import io.tarn.identity.iam.Tags;
import io.tarn.identity.state.Entity;
import io.tarn.identity.state.Kind;
import io.tarn.kernel.Page;
import java.util.Comparator;
import java.util.List;

/** Lists tags in the order of their keys. */
final class ListInstanceProfileTags
    implements Operation<ListInstanceProfileTagsRequest, ListInstanceProfileTagsResponse> {
  private final Iam iam;

  ListInstanceProfileTags(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<ListInstanceProfileTagsRequest, ListInstanceProfileTagsResponse> model() {
    return IamService.LIST_INSTANCE_PROFILE_TAGS;
  }

  @Override
  public AccessRule<ListInstanceProfileTagsRequest> access() {
    return iam.on(
        "iam:ListInstanceProfileTags",
        Kind.PROFILE,
        ListInstanceProfileTagsRequest::instanceProfileName);
  }

  @Override
  public ListInstanceProfileTagsResponse apply(ListInstanceProfileTagsRequest input, Call call) {
    Entity entity = iam.read(tables -> iam.load(tables, Kind.PROFILE, input.instanceProfileName()));
    List<Tag> tags =
        Tags.list(entity.tags()).stream().sorted(Comparator.comparing(Tag::key)).toList();
    Page<Tag> page =
        Paging.of(
            tags,
            input.maxItems(),
            input.marker(),
            Tag::key,
            "ListInstanceProfileTags",
            entity.key());
    return ListInstanceProfileTagsResponse.builder()
        .tags(page.items())
        .isTruncated(page.next().isPresent())
        .marker(page.next().orElse(null))
        .build();
  }
}
