package io.tarn.identity.users;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.GetLoginProfileRequest;
import io.tarn.api.iam.GetLoginProfileResponse;
import io.tarn.api.iam.IamService;
import io.tarn.identity.access.IdentityError;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.state.Kind;

/** Describes the password of a user: the lake has no console passwords. */
final class GetLoginProfile implements Operation<GetLoginProfileRequest, GetLoginProfileResponse> {
  private final Iam iam;

  GetLoginProfile(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<GetLoginProfileRequest, GetLoginProfileResponse> model() {
    return IamService.GET_LOGIN_PROFILE;
  }

  @Override
  public AccessRule<GetLoginProfileRequest> access() {
    return iam.onUser("iam:GetLoginProfile", GetLoginProfileRequest::userName);
  }

  @Override
  public GetLoginProfileResponse apply(GetLoginProfileRequest input, Call call) {
    String name = Iam.userName(input.userName(), call);
    iam.read(tables -> iam.load(tables, Kind.USER, name));
    throw IdentityError.NO_SUCH_ENTITY.of("Login Profile for User " + name + " cannot be found.");
  }
}
