package io.tarn.identity.users;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.PutUserPermissionsBoundaryRequest;
import io.tarn.api.iam.PutUserPermissionsBoundaryResponse;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.state.Kind;
import java.util.List;

/** Limits a user by a managed policy. */
final class PutUserPermissionsBoundary
    implements Operation<PutUserPermissionsBoundaryRequest, PutUserPermissionsBoundaryResponse> {
  private final Iam iam;

  PutUserPermissionsBoundary(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<PutUserPermissionsBoundaryRequest, PutUserPermissionsBoundaryResponse>
      model() {
    return IamService.PUT_USER_PERMISSIONS_BOUNDARY;
  }

  @Override
  public AccessRule<PutUserPermissionsBoundaryRequest> access() {
    return (input, call) ->
        List.of(
            iam.access("iam:PutUserPermissionsBoundary", Kind.USER, input.userName())
                .withContext("iam:PermissionsBoundary", input.permissionsBoundary()));
  }

  @Override
  public PutUserPermissionsBoundaryResponse apply(
      PutUserPermissionsBoundaryRequest input, Call call) {
    iam.attachments().putBoundary(Kind.USER, input.userName(), input.permissionsBoundary(), call);
    return PutUserPermissionsBoundaryResponse.builder().build();
  }
}
