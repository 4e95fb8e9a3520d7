package io.tarn.identity.roles;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.UpdateRoleDescriptionRequest;
import io.tarn.api.iam.UpdateRoleDescriptionResponse;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.state.Entity;
import io.tarn.identity.state.Kind;

/** Changes a role's description. */
final class UpdateRoleDescription
    implements Operation<UpdateRoleDescriptionRequest, UpdateRoleDescriptionResponse> {
  private final Iam iam;

  UpdateRoleDescription(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<UpdateRoleDescriptionRequest, UpdateRoleDescriptionResponse> model() {
    return IamService.UPDATE_ROLE_DESCRIPTION;
  }

  @Override
  public AccessRule<UpdateRoleDescriptionRequest> access() {
    return iam.on("iam:UpdateRoleDescription", Kind.ROLE, UpdateRoleDescriptionRequest::roleName);
  }

  @Override
  public UpdateRoleDescriptionResponse apply(UpdateRoleDescriptionRequest input, Call call) {
    Entity role =
        iam.commit(
            tables -> {
              Entity old = iam.load(tables, Kind.ROLE, input.roleName());
              Entity changed = old.with(old.details().withDescription(input.description()));
              tables.update(changed);
              return changed;
            });
    return UpdateRoleDescriptionResponse.builder().role(iam.views().role(role)).build();
  }
}
