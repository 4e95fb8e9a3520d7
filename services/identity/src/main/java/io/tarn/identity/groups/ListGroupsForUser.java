package io.tarn.identity.groups;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.ListGroupsForUserRequest;
import io.tarn.api.iam.ListGroupsForUserResponse;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.iam.Paging;
import io.tarn.identity.state.Entity;
import io.tarn.identity.state.Kind;
import io.tarn.identity.state.Relation;
import io.tarn.kernel.Page;
import java.util.List;

/** Lists the groups a user is in. */
final class ListGroupsForUser
    implements Operation<ListGroupsForUserRequest, ListGroupsForUserResponse> {
  private final Iam iam;

  ListGroupsForUser(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<ListGroupsForUserRequest, ListGroupsForUserResponse> model() {
    return IamService.LIST_GROUPS_FOR_USER;
  }

  @Override
  public AccessRule<ListGroupsForUserRequest> access() {
    return iam.on("iam:ListGroupsForUser", Kind.USER, ListGroupsForUserRequest::userName);
  }

  @Override
  public ListGroupsForUserResponse apply(ListGroupsForUserRequest input, Call call) {
    return iam.read(
        tables -> {
          Entity user = iam.load(tables, Kind.USER, input.userName());
          List<Entity> groups =
              tables.targets(Relation.MEMBER, user).stream()
                  .flatMap(name -> tables.find(Kind.GROUP, name).stream())
                  .toList();
          Page<Entity> page =
              Paging.of(
                  groups,
                  input.maxItems(),
                  input.marker(),
                  Entity::key,
                  "ListGroupsForUser",
                  user.key());
          return ListGroupsForUserResponse.builder()
              .groups(page.items().stream().map(iam.views()::group).toList())
              .isTruncated(page.next().isPresent())
              .marker(page.next().orElse(null))
              .build();
        });
  }
}
