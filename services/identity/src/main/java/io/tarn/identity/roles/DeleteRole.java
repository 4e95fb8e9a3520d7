package io.tarn.identity.roles;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.DeleteRoleRequest;
import io.tarn.api.iam.DeleteRoleResponse;
import io.tarn.api.iam.IamService;
import io.tarn.identity.access.IdentityError;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.state.Entity;
import io.tarn.identity.state.Kind;
import io.tarn.identity.state.Relation;
import io.tarn.kernel.ServiceError;

/** Deletes a role that nothing hangs on any more; its sessions end at once. */
final class DeleteRole implements Operation<DeleteRoleRequest, DeleteRoleResponse> {
  private final Iam iam;

  DeleteRole(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<DeleteRoleRequest, DeleteRoleResponse> model() {
    return IamService.DELETE_ROLE;
  }

  @Override
  public AccessRule<DeleteRoleRequest> access() {
    return iam.on("iam:DeleteRole", Kind.ROLE, DeleteRoleRequest::roleName);
  }

  @Override
  public DeleteRoleResponse apply(DeleteRoleRequest input, Call call) {
    iam.commit(
        tables -> {
          Entity role = iam.load(tables, Kind.ROLE, input.roleName());
          Iam.refuseServiceLinked(role);
          if (tables.countOwners(Relation.PROFILED, role.key()) > 0) {
            throw conflict("remove roles from instance profile");
          }
          if (!tables.documents(role).isEmpty()) {
            throw conflict("delete policies");
          }
          if (!tables.targets(Relation.ATTACHED, role).isEmpty()) {
            throw conflict("detach all policies");
          }
          String boundary = role.details().boundary();
          if (boundary != null) {
            tables.unlink(Relation.BOUNDARY, role, boundary);
          }
          tables.delete(role);
          return true;
        });
    return DeleteRoleResponse.builder().build();
  }

  private static ServiceError conflict(String first) {
    return IdentityError.DELETE_CONFLICT.of("Cannot delete entity, must " + first + " first.");
  }
}
