package io.tarn.identity.users;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.ListUsersRequest;
import io.tarn.api.iam.ListUsersResponse;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.iam.Paging;
import io.tarn.identity.state.Entity;
import io.tarn.identity.state.Kind;
import io.tarn.kernel.Page;

/** Lists by name, below a path. */
final class ListUsers implements Operation<ListUsersRequest, ListUsersResponse> {
  private final Iam iam;

  ListUsers(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<ListUsersRequest, ListUsersResponse> model() {
    return IamService.LIST_USERS;
  }

  @Override
  public AccessRule<ListUsersRequest> access() {
    return iam.onPath("iam:ListUsers", Kind.USER, ListUsersRequest::pathPrefix);
  }

  @Override
  public ListUsersResponse apply(ListUsersRequest input, Call call) {
    String prefix = input.pathPrefix() == null ? "/" : input.pathPrefix();
    int size = Paging.size(input.maxItems());
    String after = Paging.after(input.marker(), "ListUsers", prefix);
    return iam.read(
        tables -> {
          Page<Entity> page =
              Paging.cut(
                  tables.list(Kind.USER, prefix, after, size + 1),
                  size,
                  Entity::key,
                  "ListUsers",
                  prefix);
          return ListUsersResponse.builder()
              .users(page.items().stream().map(iam.views()::userInList).toList())
              .isTruncated(page.next().isPresent())
              .marker(page.next().orElse(null))
              .build();
        });
  }
}
