package io.tarn.identity.groups;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.ListGroupsRequest;
import io.tarn.api.iam.ListGroupsResponse;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.iam.Paging;
import io.tarn.identity.state.Entity;
import io.tarn.identity.state.Kind;
import io.tarn.kernel.Page;

/** Lists by name, below a path. */
final class ListGroups implements Operation<ListGroupsRequest, ListGroupsResponse> {
  private final Iam iam;

  ListGroups(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<ListGroupsRequest, ListGroupsResponse> model() {
    return IamService.LIST_GROUPS;
  }

  @Override
  public AccessRule<ListGroupsRequest> access() {
    return iam.onPath("iam:ListGroups", Kind.GROUP, ListGroupsRequest::pathPrefix);
  }

  @Override
  public ListGroupsResponse apply(ListGroupsRequest input, Call call) {
    String prefix = input.pathPrefix() == null ? "/" : input.pathPrefix();
    int size = Paging.size(input.maxItems());
    String after = Paging.after(input.marker(), "ListGroups", prefix);
    return iam.read(
        tables -> {
          Page<Entity> page =
              Paging.cut(
                  tables.list(Kind.GROUP, prefix, after, size + 1),
                  size,
                  Entity::key,
                  "ListGroups",
                  prefix);
          return ListGroupsResponse.builder()
              .groups(page.items().stream().map(iam.views()::group).toList())
              .isTruncated(page.next().isPresent())
              .marker(page.next().orElse(null))
              .build();
        });
  }
}
