package io.tarn.identity.roles;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.GetRoleRequest;
import io.tarn.api.iam.GetRoleResponse;
import io.tarn.api.iam.IamService;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.state.Entity;
import io.tarn.identity.state.Kind;

/** Describes a role. */
final class GetRole implements Operation<GetRoleRequest, GetRoleResponse> {
  private final Iam iam;

  GetRole(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<GetRoleRequest, GetRoleResponse> model() {
    return IamService.GET_ROLE;
  }

  @Override
  public AccessRule<GetRoleRequest> access() {
    return iam.on("iam:GetRole", Kind.ROLE, GetRoleRequest::roleName);
  }

  @Override
  public GetRoleResponse apply(GetRoleRequest input, Call call) {
    Entity role = iam.read(tables -> iam.load(tables, Kind.ROLE, input.roleName()));
    return GetRoleResponse.builder().role(iam.views().role(role)).build();
  }
}
