package io.tarn.identity.roles;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.TagInstanceProfileRequest;
import io.tarn.api.iam.TagInstanceProfileResponse;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.iam.Tags;
import io.tarn.identity.state.Entity;
import io.tarn.identity.state.Kind;
import java.util.List;

/** Adds tags, or gives them new values. */
final class TagInstanceProfile
    implements Operation<TagInstanceProfileRequest, TagInstanceProfileResponse> {
  private final Iam iam;

  TagInstanceProfile(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<TagInstanceProfileRequest, TagInstanceProfileResponse> model() {
    return IamService.TAG_INSTANCE_PROFILE;
  }

  @Override
  public AccessRule<TagInstanceProfileRequest> access() {
    return (input, call) ->
        List.of(
            Iam.requestTags(
                iam.access("iam:TagInstanceProfile", Kind.PROFILE, input.instanceProfileName()),
                input.tags()));
  }

  @Override
  public TagInstanceProfileResponse apply(TagInstanceProfileRequest input, Call call) {
    iam.commit(
        tables -> {
          Entity entity = iam.load(tables, Kind.PROFILE, input.instanceProfileName());
          tables.update(
              entity.with(entity.details().withTags(Tags.merge(entity.tags(), input.tags()))));
          return true;
        });
    return TagInstanceProfileResponse.builder().build();
  }
}
