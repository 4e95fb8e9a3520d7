package io.tarn.identity.roles;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.ListRolesRequest;
import io.tarn.api.iam.ListRolesResponse;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.iam.Paging;
import io.tarn.identity.state.Entity;
import io.tarn.identity.state.Kind;
import io.tarn.kernel.Page;

/** Lists by name, below a path. */
final class ListRoles implements Operation<ListRolesRequest, ListRolesResponse> {
  private final Iam iam;

  ListRoles(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<ListRolesRequest, ListRolesResponse> model() {
    return IamService.LIST_ROLES;
  }

  @Override
  public AccessRule<ListRolesRequest> access() {
    return iam.onPath("iam:ListRoles", Kind.ROLE, ListRolesRequest::pathPrefix);
  }

  @Override
  public ListRolesResponse apply(ListRolesRequest input, Call call) {
    String prefix = input.pathPrefix() == null ? "/" : input.pathPrefix();
    int size = Paging.size(input.maxItems());
    String after = Paging.after(input.marker(), "ListRoles", prefix);
    return iam.read(
        tables -> {
          Page<Entity> page =
              Paging.cut(
                  tables.list(Kind.ROLE, prefix, after, size + 1),
                  size,
                  Entity::key,
                  "ListRoles",
                  prefix);
          return ListRolesResponse.builder()
              .roles(page.items().stream().map(iam.views()::roleInList).toList())
              .isTruncated(page.next().isPresent())
              .marker(page.next().orElse(null))
              .build();
        });
  }
}
