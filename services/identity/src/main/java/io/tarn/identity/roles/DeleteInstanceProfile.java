package io.tarn.identity.roles;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.DeleteInstanceProfileRequest;
import io.tarn.api.iam.DeleteInstanceProfileResponse;
import io.tarn.api.iam.IamService;
import io.tarn.identity.access.IdentityError;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.state.Entity;
import io.tarn.identity.state.Kind;
import io.tarn.identity.state.Relation;

/** Deletes an instance profile without a role. */
final class DeleteInstanceProfile
    implements Operation<DeleteInstanceProfileRequest, DeleteInstanceProfileResponse> {
  private final Iam iam;

  DeleteInstanceProfile(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<DeleteInstanceProfileRequest, DeleteInstanceProfileResponse> model() {
    return IamService.DELETE_INSTANCE_PROFILE;
  }

  @Override
  public AccessRule<DeleteInstanceProfileRequest> access() {
    return iam.on(
        "iam:DeleteInstanceProfile",
        Kind.PROFILE,
        DeleteInstanceProfileRequest::instanceProfileName);
  }

  @Override
  public DeleteInstanceProfileResponse apply(DeleteInstanceProfileRequest input, Call call) {
    iam.commit(
        tables -> {
          Entity profile = iam.load(tables, Kind.PROFILE, input.instanceProfileName());
          if (!tables.targets(Relation.PROFILED, profile).isEmpty()) {
            throw IdentityError.DELETE_CONFLICT.of(
                "Cannot delete entity, must remove roles from instance profile first.");
          }
          tables.delete(profile);
          return true;
        });
    return DeleteInstanceProfileResponse.builder().build();
  }
}
