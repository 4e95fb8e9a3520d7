package io.tarn.identity.roles;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.RemoveRoleFromInstanceProfileRequest;
import io.tarn.api.iam.RemoveRoleFromInstanceProfileResponse;
import io.tarn.identity.access.IdentityError;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.state.Entity;
import io.tarn.identity.state.Kind;
import io.tarn.identity.state.Relation;

/** Takes a role out of an instance profile. */
final class RemoveRoleFromInstanceProfile
    implements Operation<
        RemoveRoleFromInstanceProfileRequest, RemoveRoleFromInstanceProfileResponse> {
  private final Iam iam;

  RemoveRoleFromInstanceProfile(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<RemoveRoleFromInstanceProfileRequest, RemoveRoleFromInstanceProfileResponse>
      model() {
    return IamService.REMOVE_ROLE_FROM_INSTANCE_PROFILE;
  }

  @Override
  public AccessRule<RemoveRoleFromInstanceProfileRequest> access() {
    return iam.on(
        "iam:RemoveRoleFromInstanceProfile",
        Kind.PROFILE,
        RemoveRoleFromInstanceProfileRequest::instanceProfileName);
  }

  @Override
  public RemoveRoleFromInstanceProfileResponse apply(
      RemoveRoleFromInstanceProfileRequest input, Call call) {
    iam.commit(
        tables -> {
          Entity profile = iam.load(tables, Kind.PROFILE, input.instanceProfileName());
          Entity role = iam.load(tables, Kind.ROLE, input.roleName());
          if (!tables.unlink(Relation.PROFILED, profile, role.key())) {
            throw IdentityError.NO_SUCH_ENTITY.of(
                "Role " + role.name() + " is not in instance profile " + profile.name() + ".");
          }
          return true;
        });
    return RemoveRoleFromInstanceProfileResponse.builder().build();
  }
}
