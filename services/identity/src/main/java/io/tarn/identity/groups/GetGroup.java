package io.tarn.identity.groups;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.GetGroupRequest;
import io.tarn.api.iam.GetGroupResponse;
import io.tarn.api.iam.IamService;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.iam.Paging;
import io.tarn.identity.state.Entity;
import io.tarn.identity.state.Kind;
import io.tarn.identity.state.Relation;
import io.tarn.kernel.Page;

/** Describes a group and lists its users. */
final class GetGroup implements Operation<GetGroupRequest, GetGroupResponse> {
  private final Iam iam;

  GetGroup(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<GetGroupRequest, GetGroupResponse> model() {
    return IamService.GET_GROUP;
  }

  @Override
  public AccessRule<GetGroupRequest> access() {
    return iam.on("iam:GetGroup", Kind.GROUP, GetGroupRequest::groupName);
  }

  @Override
  public GetGroupResponse apply(GetGroupRequest input, Call call) {
    return iam.read(
        tables -> {
          Entity group = iam.load(tables, Kind.GROUP, input.groupName());
          Page<Entity> page =
              Paging.of(
                  tables.owners(Relation.MEMBER, Kind.USER, group.key()),
                  input.maxItems(),
                  input.marker(),
                  Entity::key,
                  "GetGroup",
                  group.key());
          return GetGroupResponse.builder()
              .group(iam.views().group(group))
              .users(page.items().stream().map(iam.views()::userInList).toList())
              .isTruncated(page.next().isPresent())
              .marker(page.next().orElse(null))
              .build();
        });
  }
}
