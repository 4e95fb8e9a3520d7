package io.tarn.identity.roles;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.UpdateAssumeRolePolicyRequest;
import io.tarn.api.iam.UpdateAssumeRolePolicyResponse;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.state.Entity;
import io.tarn.identity.state.Kind;

/** Changes who may assume a role. */
final class UpdateAssumeRolePolicy
    implements Operation<UpdateAssumeRolePolicyRequest, UpdateAssumeRolePolicyResponse> {
  private final Iam iam;

  UpdateAssumeRolePolicy(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<UpdateAssumeRolePolicyRequest, UpdateAssumeRolePolicyResponse> model() {
    return IamService.UPDATE_ASSUME_ROLE_POLICY;
  }

  @Override
  public AccessRule<UpdateAssumeRolePolicyRequest> access() {
    return iam.on("iam:UpdateAssumeRolePolicy", Kind.ROLE, UpdateAssumeRolePolicyRequest::roleName);
  }

  @Override
  public UpdateAssumeRolePolicyResponse apply(UpdateAssumeRolePolicyRequest input, Call call) {
    iam.commit(
        tables -> {
          Entity role = iam.load(tables, Kind.ROLE, input.roleName());
          Iam.refuseServiceLinked(role);
          iam.checkTrust(tables, input.policyDocument());
          tables.update(role.with(role.details().withTrust(input.policyDocument())));
          return true;
        });
    return UpdateAssumeRolePolicyResponse.builder().build();
  }
}
