package io.tarn.identity.roles;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.PutRolePermissionsBoundaryRequest;
import io.tarn.api.iam.PutRolePermissionsBoundaryResponse;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.state.Kind;
import java.util.List;

/** Limits a role by a managed policy. */
final class PutRolePermissionsBoundary
    implements Operation<PutRolePermissionsBoundaryRequest, PutRolePermissionsBoundaryResponse> {
  private final Iam iam;

  PutRolePermissionsBoundary(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<PutRolePermissionsBoundaryRequest, PutRolePermissionsBoundaryResponse>
      model() {
    return IamService.PUT_ROLE_PERMISSIONS_BOUNDARY;
  }

  @Override
  public AccessRule<PutRolePermissionsBoundaryRequest> access() {
    return (input, call) ->
        List.of(
            iam.access("iam:PutRolePermissionsBoundary", Kind.ROLE, input.roleName())
                .withContext("iam:PermissionsBoundary", input.permissionsBoundary()));
  }

  @Override
  public PutRolePermissionsBoundaryResponse apply(
      PutRolePermissionsBoundaryRequest input, Call call) {
    iam.attachments().putBoundary(Kind.ROLE, input.roleName(), input.permissionsBoundary(), call);
    return PutRolePermissionsBoundaryResponse.builder().build();
  }
}
