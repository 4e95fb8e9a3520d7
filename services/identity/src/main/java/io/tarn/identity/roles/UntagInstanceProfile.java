package io.tarn.identity.roles;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.UntagInstanceProfileRequest;
import io.tarn.api.iam.UntagInstanceProfileResponse;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.iam.Tags;
import io.tarn.identity.state.Entity;
import io.tarn.identity.state.Kind;
import java.util.List;

/** Takes tags away; keys that are not there do not matter. */
final class UntagInstanceProfile
    implements Operation<UntagInstanceProfileRequest, UntagInstanceProfileResponse> {
  private final Iam iam;

  UntagInstanceProfile(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<UntagInstanceProfileRequest, UntagInstanceProfileResponse> model() {
    return IamService.UNTAG_INSTANCE_PROFILE;
  }

  @Override
  public AccessRule<UntagInstanceProfileRequest> access() {
    return (input, call) ->
        List.of(
            Iam.tagKeys(
                iam.access("iam:UntagInstanceProfile", Kind.PROFILE, input.instanceProfileName()),
                input.tagKeys()));
  }

  @Override
  public UntagInstanceProfileResponse apply(UntagInstanceProfileRequest input, Call call) {
    iam.commit(
        tables -> {
          Entity entity = iam.load(tables, Kind.PROFILE, input.instanceProfileName());
          tables.update(
              entity.with(entity.details().withTags(Tags.without(entity.tags(), input.tagKeys()))));
          return true;
        });
    return UntagInstanceProfileResponse.builder().build();
  }
}
