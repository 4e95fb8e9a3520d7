package io.tarn.identity.groups;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.DeleteGroupRequest;
import io.tarn.api.iam.DeleteGroupResponse;
import io.tarn.api.iam.IamService;
import io.tarn.identity.access.IdentityError;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.state.Entity;
import io.tarn.identity.state.Kind;
import io.tarn.identity.state.Relation;
import io.tarn.kernel.ServiceError;

/** Deletes a group without members and policies. */
final class DeleteGroup implements Operation<DeleteGroupRequest, DeleteGroupResponse> {
  private final Iam iam;

  DeleteGroup(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<DeleteGroupRequest, DeleteGroupResponse> model() {
    return IamService.DELETE_GROUP;
  }

  @Override
  public AccessRule<DeleteGroupRequest> access() {
    return iam.on("iam:DeleteGroup", Kind.GROUP, DeleteGroupRequest::groupName);
  }

  @Override
  public DeleteGroupResponse apply(DeleteGroupRequest input, Call call) {
    iam.commit(
        tables -> {
          Entity group = iam.load(tables, Kind.GROUP, input.groupName());
          if (tables.countOwners(Relation.MEMBER, group.key()) > 0) {
            throw conflict("remove users from group");
          }
          if (!tables.documents(group).isEmpty()) {
            throw conflict("delete policies");
          }
          if (!tables.targets(Relation.ATTACHED, group).isEmpty()) {
            throw conflict("detach all policies");
          }
          tables.delete(group);
          return true;
        });
    return DeleteGroupResponse.builder().build();
  }

  private static ServiceError conflict(String first) {
    return IdentityError.DELETE_CONFLICT.of("Cannot delete entity, must " + first + " first.");
  }
}
