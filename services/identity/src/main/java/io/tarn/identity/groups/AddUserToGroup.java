package io.tarn.identity.groups;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.AddUserToGroupRequest;
import io.tarn.api.iam.AddUserToGroupResponse;
import io.tarn.api.iam.IamService;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.iam.Limits;
import io.tarn.identity.state.Entity;
import io.tarn.identity.state.Kind;
import io.tarn.identity.state.Relation;
import java.util.List;

/** Puts a user into a group; ten groups a user at most. */
final class AddUserToGroup implements Operation<AddUserToGroupRequest, AddUserToGroupResponse> {
  private final Iam iam;

  AddUserToGroup(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<AddUserToGroupRequest, AddUserToGroupResponse> model() {
    return IamService.ADD_USER_TO_GROUP;
  }

  @Override
  public AccessRule<AddUserToGroupRequest> access() {
    return iam.on("iam:AddUserToGroup", Kind.GROUP, AddUserToGroupRequest::groupName);
  }

  @Override
  public AddUserToGroupResponse apply(AddUserToGroupRequest input, Call call) {
    iam.commit(
        tables -> {
          Entity group = iam.load(tables, Kind.GROUP, input.groupName());
          Entity user = iam.load(tables, Kind.USER, input.userName());
          List<String> groups = tables.targets(Relation.MEMBER, user);
          if (!groups.contains(group.key()) && groups.size() >= Limits.GROUPS_A_USER) {
            throw Limits.exceeded("GroupsPerUser", Limits.GROUPS_A_USER);
          }
          tables.link(Relation.MEMBER, user, group.key(), call.now());
          return true;
        });
    return AddUserToGroupResponse.builder().build();
  }
}
