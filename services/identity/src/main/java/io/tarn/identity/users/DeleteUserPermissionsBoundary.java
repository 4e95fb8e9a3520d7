package io.tarn.identity.users;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.DeleteUserPermissionsBoundaryRequest;
import io.tarn.api.iam.DeleteUserPermissionsBoundaryResponse;
import io.tarn.api.iam.IamService;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.state.Kind;

/** Takes the limit of a user away. */
final class DeleteUserPermissionsBoundary
    implements Operation<
        DeleteUserPermissionsBoundaryRequest, DeleteUserPermissionsBoundaryResponse> {
  private final Iam iam;

  DeleteUserPermissionsBoundary(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<DeleteUserPermissionsBoundaryRequest, DeleteUserPermissionsBoundaryResponse>
      model() {
    return IamService.DELETE_USER_PERMISSIONS_BOUNDARY;
  }

  @Override
  public AccessRule<DeleteUserPermissionsBoundaryRequest> access() {
    return iam.on(
        "iam:DeleteUserPermissionsBoundary",
        Kind.USER,
        DeleteUserPermissionsBoundaryRequest::userName);
  }

  @Override
  public DeleteUserPermissionsBoundaryResponse apply(
      DeleteUserPermissionsBoundaryRequest input, Call call) {
    iam.attachments().deleteBoundary(Kind.USER, input.userName());
    return DeleteUserPermissionsBoundaryResponse.builder().build();
  }
}
