package io.tarn.identity.roles;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.UpdateRoleRequest;
import io.tarn.api.iam.UpdateRoleResponse;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.state.Details;
import io.tarn.identity.state.Entity;
import io.tarn.identity.state.Kind;

/** Changes a role's description and longest session. */
final class UpdateRole implements Operation<UpdateRoleRequest, UpdateRoleResponse> {
  private final Iam iam;

  UpdateRole(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<UpdateRoleRequest, UpdateRoleResponse> model() {
    return IamService.UPDATE_ROLE;
  }

  @Override
  public AccessRule<UpdateRoleRequest> access() {
    return iam.on("iam:UpdateRole", Kind.ROLE, UpdateRoleRequest::roleName);
  }

  @Override
  public UpdateRoleResponse apply(UpdateRoleRequest input, Call call) {
    iam.commit(
        tables -> {
          Entity role = iam.load(tables, Kind.ROLE, input.roleName());
          Iam.refuseServiceLinked(role);
          Details details = role.details();
          if (input.description() != null) {
            details = details.withDescription(input.description());
          }
          Integer maxSession = input.maxSessionDuration();
          if (maxSession != null) {
            details = details.withMaxSession(maxSession);
          }
          tables.update(role.with(details));
          return true;
        });
    return UpdateRoleResponse.builder().build();
  }
}
