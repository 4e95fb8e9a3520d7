package io.tarn.identity.users;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.ListUserTagsRequest;
import io.tarn.api.iam.ListUserTagsResponse;
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
final class ListUserTags implements Operation<ListUserTagsRequest, ListUserTagsResponse> {
  private final Iam iam;

  ListUserTags(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<ListUserTagsRequest, ListUserTagsResponse> model() {
    return IamService.LIST_USER_TAGS;
  }

  @Override
  public AccessRule<ListUserTagsRequest> access() {
    return iam.on("iam:ListUserTags", Kind.USER, ListUserTagsRequest::userName);
  }

  @Override
  public ListUserTagsResponse apply(ListUserTagsRequest input, Call call) {
    Entity entity = iam.read(tables -> iam.load(tables, Kind.USER, input.userName()));
    List<Tag> tags =
        Tags.list(entity.tags()).stream().sorted(Comparator.comparing(Tag::key)).toList();
    Page<Tag> page =
        Paging.of(tags, input.maxItems(), input.marker(), Tag::key, "ListUserTags", entity.key());
    return ListUserTagsResponse.builder()
        .tags(page.items())
        .isTruncated(page.next().isPresent())
        .marker(page.next().orElse(null))
        .build();
  }
}
