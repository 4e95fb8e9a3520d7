package io.tarn.identity.roles;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.DeleteRolePermissionsBoundaryRequest;
import io.tarn.api.iam.DeleteRolePermissionsBoundaryResponse;
import io.tarn.api.iam.IamService;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.state.Kind;

/** Takes the limit of a role away. */
final class DeleteRolePermissionsBoundary
    implements Operation<
        DeleteRolePermissionsBoundaryRequest, DeleteRolePermissionsBoundaryResponse> {
  private final Iam iam;

  DeleteRolePermissionsBoundary(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<DeleteRolePermissionsBoundaryRequest, DeleteRolePermissionsBoundaryResponse>
      model() {
    return IamService.DELETE_ROLE_PERMISSIONS_BOUNDARY;
  }

  @Override
  public AccessRule<DeleteRolePermissionsBoundaryRequest> access() {
    return iam.on(
        "iam:DeleteRolePermissionsBoundary",
        Kind.ROLE,
        DeleteRolePermissionsBoundaryRequest::roleName);
  }

  @Override
  public DeleteRolePermissionsBoundaryResponse apply(
      DeleteRolePermissionsBoundaryRequest input, Call call) {
    iam.attachments().deleteBoundary(Kind.ROLE, input.roleName());
    return DeleteRolePermissionsBoundaryResponse.builder().build();
  }
}
