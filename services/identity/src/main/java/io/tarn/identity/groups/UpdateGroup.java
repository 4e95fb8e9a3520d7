package io.tarn.identity.groups;

import io.tarn.api.Access;
import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.UpdateGroupRequest;
import io.tarn.api.iam.UpdateGroupResponse;
import io.tarn.identity.access.IdentityError;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.state.Entity;
import io.tarn.identity.state.Kind;
import java.util.List;

/** Gives a group another name or path; members and policies stay. */
final class UpdateGroup implements Operation<UpdateGroupRequest, UpdateGroupResponse> {
  private final Iam iam;

  UpdateGroup(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<UpdateGroupRequest, UpdateGroupResponse> model() {
    return IamService.UPDATE_GROUP;
  }

  @Override
  public AccessRule<UpdateGroupRequest> access() {
    return (input, call) -> {
      Access old = iam.access("iam:UpdateGroup", Kind.GROUP, input.groupName());
      String name = input.newGroupName();
      return name == null
          ? List.of(old)
          : List.of(
              old, iam.creation("iam:UpdateGroup", Kind.GROUP, input.newPath(), name, null, null));
    };
  }

  @Override
  public UpdateGroupResponse apply(UpdateGroupRequest input, Call call) {
    iam.commit(
        tables -> {
          Entity group = iam.load(tables, Kind.GROUP, input.groupName());
          String name = input.newGroupName() == null ? group.name() : input.newGroupName();
          String path = input.newPath() == null ? group.path() : input.newPath();
          Entity renamed = group.named(name, path);
          if (!renamed.key().equals(group.key()) && tables.find(Kind.GROUP, name).isPresent()) {
            throw IdentityError.ENTITY_ALREADY_EXISTS.of(
                "Group with name " + name + " already exists.");
          }
          tables.rename(group, renamed);
          return true;
        });
    return UpdateGroupResponse.builder().build();
  }
}
