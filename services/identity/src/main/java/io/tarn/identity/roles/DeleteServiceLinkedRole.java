package io.tarn.identity.roles;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.DeleteServiceLinkedRoleRequest;
import io.tarn.api.iam.DeleteServiceLinkedRoleResponse;
import io.tarn.api.iam.IamService;
import io.tarn.identity.access.IdentityError;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.state.Entity;
import io.tarn.identity.state.Kind;

/** Deletes the role of a service, at once. */
final class DeleteServiceLinkedRole
    implements Operation<DeleteServiceLinkedRoleRequest, DeleteServiceLinkedRoleResponse> {
  private final Iam iam;

  DeleteServiceLinkedRole(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<DeleteServiceLinkedRoleRequest, DeleteServiceLinkedRoleResponse> model() {
    return IamService.DELETE_SERVICE_LINKED_ROLE;
  }

  @Override
  public AccessRule<DeleteServiceLinkedRoleRequest> access() {
    return iam.on(
        "iam:DeleteServiceLinkedRole", Kind.ROLE, DeleteServiceLinkedRoleRequest::roleName);
  }

  @Override
  public DeleteServiceLinkedRoleResponse apply(DeleteServiceLinkedRoleRequest input, Call call) {
    String task = call.ids().uuid();
    String path =
        iam.commit(
            tables -> {
              Entity role = iam.load(tables, Kind.ROLE, input.roleName());
              if (!role.path().startsWith("/aws-service-role/")) {
                throw IdentityError.NO_SUCH_ENTITY.of(
                    "The service-linked role with name " + role.name() + " cannot be found.");
              }
              tables.delete(role);
              return role.path() + role.name();
            });
    return DeleteServiceLinkedRoleResponse.builder()
        .deletionTaskId("task" + path + "/" + task)
        .build();
  }
}
