package io.tarn.identity.roles;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.AddRoleToInstanceProfileRequest;
import io.tarn.api.iam.AddRoleToInstanceProfileResponse;
import io.tarn.api.iam.IamService;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.iam.Limits;
import io.tarn.identity.state.Entity;
import io.tarn.identity.state.Kind;
import io.tarn.identity.state.Relation;
import java.util.List;

/** Puts a role into an instance profile; one role a profile. */
final class AddRoleToInstanceProfile
    implements Operation<AddRoleToInstanceProfileRequest, AddRoleToInstanceProfileResponse> {
  private final Iam iam;

  AddRoleToInstanceProfile(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<AddRoleToInstanceProfileRequest, AddRoleToInstanceProfileResponse> model() {
    return IamService.ADD_ROLE_TO_INSTANCE_PROFILE;
  }

  @Override
  public AccessRule<AddRoleToInstanceProfileRequest> access() {
    return (input, call) ->
        List.of(
            iam.access("iam:AddRoleToInstanceProfile", Kind.PROFILE, input.instanceProfileName()),
            iam.access("iam:PassRole", Kind.ROLE, input.roleName())
                .withContext("iam:PassedToService", "ec2.amazonaws.com"));
  }

  @Override
  public AddRoleToInstanceProfileResponse apply(AddRoleToInstanceProfileRequest input, Call call) {
    iam.commit(
        tables -> {
          Entity profile = iam.load(tables, Kind.PROFILE, input.instanceProfileName());
          Entity role = iam.load(tables, Kind.ROLE, input.roleName());
          Iam.refuseServiceLinked(role);
          if (tables.targets(Relation.PROFILED, profile).size() >= Limits.ROLES_A_PROFILE) {
            throw Limits.exceeded("InstanceSessionsPerInstanceProfile", Limits.ROLES_A_PROFILE);
          }
          tables.link(Relation.PROFILED, profile, role.key(), call.now());
          return true;
        });
    return AddRoleToInstanceProfileResponse.builder().build();
  }
}
