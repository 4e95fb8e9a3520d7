package io.tarn.identity.groups;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.RemoveUserFromGroupRequest;
import io.tarn.api.iam.RemoveUserFromGroupResponse;
import io.tarn.identity.access.IdentityError;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.state.Entity;
import io.tarn.identity.state.Kind;
import io.tarn.identity.state.Relation;

/** Takes a user out of a group. */
final class RemoveUserFromGroup
    implements Operation<RemoveUserFromGroupRequest, RemoveUserFromGroupResponse> {
  private final Iam iam;

  RemoveUserFromGroup(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<RemoveUserFromGroupRequest, RemoveUserFromGroupResponse> model() {
    return IamService.REMOVE_USER_FROM_GROUP;
  }

  @Override
  public AccessRule<RemoveUserFromGroupRequest> access() {
    return iam.on("iam:RemoveUserFromGroup", Kind.GROUP, RemoveUserFromGroupRequest::groupName);
  }

  @Override
  public RemoveUserFromGroupResponse apply(RemoveUserFromGroupRequest input, Call call) {
    iam.commit(
        tables -> {
          Entity group = iam.load(tables, Kind.GROUP, input.groupName());
          Entity user = iam.load(tables, Kind.USER, input.userName());
          if (!tables.unlink(Relation.MEMBER, user, group.key())) {
            throw IdentityError.NO_SUCH_ENTITY.of(
                "User " + user.name() + " is not in group " + group.name() + ".");
          }
          return true;
        });
    return RemoveUserFromGroupResponse.builder().build();
  }
}
