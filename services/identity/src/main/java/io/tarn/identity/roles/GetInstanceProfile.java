package io.tarn.identity.roles;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.GetInstanceProfileRequest;
import io.tarn.api.iam.GetInstanceProfileResponse;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.InstanceProfile;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.state.Kind;

/** Describes an instance profile and its role. */
final class GetInstanceProfile
    implements Operation<GetInstanceProfileRequest, GetInstanceProfileResponse> {
  private final Iam iam;

  GetInstanceProfile(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<GetInstanceProfileRequest, GetInstanceProfileResponse> model() {
    return IamService.GET_INSTANCE_PROFILE;
  }

  @Override
  public AccessRule<GetInstanceProfileRequest> access() {
    return iam.on(
        "iam:GetInstanceProfile", Kind.PROFILE, GetInstanceProfileRequest::instanceProfileName);
  }

  @Override
  public GetInstanceProfileResponse apply(GetInstanceProfileRequest input, Call call) {
    InstanceProfile profile =
        iam.read(
            tables ->
                iam.views()
                    .profile(tables, iam.load(tables, Kind.PROFILE, input.instanceProfileName())));
    return GetInstanceProfileResponse.builder().instanceProfile(profile).build();
  }
}
