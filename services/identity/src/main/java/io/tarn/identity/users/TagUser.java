package io.tarn.identity.users;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.TagUserRequest;
import io.tarn.api.iam.TagUserResponse;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.iam.Tags;
import io.tarn.identity.state.Entity;
import io.tarn.identity.state.Kind;
import java.util.List;

/** Adds tags, or gives them new values. */
final class TagUser implements Operation<TagUserRequest, TagUserResponse> {
  private final Iam iam;

  TagUser(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<TagUserRequest, TagUserResponse> model() {
    return IamService.TAG_USER;
  }

  @Override
  public AccessRule<TagUserRequest> access() {
    return (input, call) ->
        List.of(
            Iam.requestTags(iam.access("iam:TagUser", Kind.USER, input.userName()), input.tags()));
  }

  @Override
  public TagUserResponse apply(TagUserRequest input, Call call) {
    iam.commit(
        tables -> {
          Entity entity = iam.load(tables, Kind.USER, input.userName());
          tables.update(
              entity.with(entity.details().withTags(Tags.merge(entity.tags(), input.tags()))));
          return true;
        });
    return TagUserResponse.builder().build();
  }
}
