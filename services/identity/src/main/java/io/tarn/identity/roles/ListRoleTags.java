package io.tarn.identity.roles;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.ListRoleTagsRequest;
import io.tarn.api.iam.ListRoleTagsResponse;
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
final class ListRoleTags implements Operation<ListRoleTagsRequest, ListRoleTagsResponse> {
  private final Iam iam;

  ListRoleTags(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<ListRoleTagsRequest, ListRoleTagsResponse> model() {
    return IamService.LIST_ROLE_TAGS;
  }

  @Override
  public AccessRule<ListRoleTagsRequest> access() {
    return iam.on("iam:ListRoleTags", Kind.ROLE, ListRoleTagsRequest::roleName);
  }

  @Override
  public ListRoleTagsResponse apply(ListRoleTagsRequest input, Call call) {
    Entity entity = iam.read(tables -> iam.load(tables, Kind.ROLE, input.roleName()));
    List<Tag> tags =
        Tags.list(entity.tags()).stream().sorted(Comparator.comparing(Tag::key)).toList();
    Page<Tag> page =
        Paging.of(tags, input.maxItems(), input.marker(), Tag::key, "ListRoleTags", entity.key());
    return ListRoleTagsResponse.builder()
        .tags(page.items())
        .isTruncated(page.next().isPresent())
        .marker(page.next().orElse(null))
        .build();
  }
}
