package io.tarn.identity.users;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.DeleteLoginProfileRequest;
import io.tarn.api.iam.DeleteLoginProfileResponse;
import io.tarn.api.iam.IamService;
import io.tarn.identity.access.IdentityError;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.state.Kind;

/** Deletes the password of a user: the lake has no console passwords. */
final class DeleteLoginProfile
    implements Operation<DeleteLoginProfileRequest, DeleteLoginProfileResponse> {
  private final Iam iam;

  DeleteLoginProfile(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<DeleteLoginProfileRequest, DeleteLoginProfileResponse> model() {
    return IamService.DELETE_LOGIN_PROFILE;
  }

  @Override
  public AccessRule<DeleteLoginProfileRequest> access() {
    return iam.onUser("iam:DeleteLoginProfile", DeleteLoginProfileRequest::userName);
  }

  @Override
  public DeleteLoginProfileResponse apply(DeleteLoginProfileRequest input, Call call) {
    String name = Iam.userName(input.userName(), call);
    iam.read(tables -> iam.load(tables, Kind.USER, name));
    throw IdentityError.NO_SUCH_ENTITY.of("Login Profile for User " + name + " cannot be found.");
  }
}
