package io.tarn.identity.roles;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.CreateInstanceProfileRequest;
import io.tarn.api.iam.CreateInstanceProfileResponse;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.InstanceProfile;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.iam.Tags;
import io.tarn.identity.state.Details;
import io.tarn.identity.state.Kind;
import java.util.List;

/** Makes an instance profile, which hands a role to a machine. */
final class CreateInstanceProfile
    implements Operation<CreateInstanceProfileRequest, CreateInstanceProfileResponse> {
  private final Iam iam;

  CreateInstanceProfile(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<CreateInstanceProfileRequest, CreateInstanceProfileResponse> model() {
    return IamService.CREATE_INSTANCE_PROFILE;
  }

  @Override
  public AccessRule<CreateInstanceProfileRequest> access() {
    return (input, call) ->
        List.of(
            iam.creation(
                "iam:CreateInstanceProfile",
                Kind.PROFILE,
                input.path(),
                input.instanceProfileName(),
                input.tags(),
                null));
  }

  @Override
  public CreateInstanceProfileResponse apply(CreateInstanceProfileRequest input, Call call) {
    String id = Iam.newId(Kind.PROFILE, call);
    Details details = Details.tagged(Tags.of(input.tags()));
    InstanceProfile profile =
        iam.commit(
            tables ->
                iam.views()
                    .profile(
                        tables,
                        iam.create(
                            tables,
                            Kind.PROFILE,
                            input.instanceProfileName(),
                            input.path(),
                            id,
                            details,
                            call)));
    return CreateInstanceProfileResponse.builder().instanceProfile(profile).build();
  }
}
