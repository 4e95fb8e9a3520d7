package io.tarn.identity.users;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.UntagUserRequest;
import io.tarn.api.iam.UntagUserResponse;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.iam.Tags;
import io.tarn.identity.state.Entity;
import io.tarn.identity.state.Kind;
import java.util.List;

/** Takes tags away; keys that are not there do not matter. */
final class UntagUser implements Operation<UntagUserRequest, UntagUserResponse> {
  private final Iam iam;

  UntagUser(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<UntagUserRequest, UntagUserResponse> model() {
    return IamService.UNTAG_USER;
  }

  @Override
  public AccessRule<UntagUserRequest> access() {
    return (input, call) ->
        List.of(
            Iam.tagKeys(iam.access("iam:UntagUser", Kind.USER, input.userName()), input.tagKeys()));
  }

  @Override
  public UntagUserResponse apply(UntagUserRequest input, Call call) {
    iam.commit(
        tables -> {
          Entity entity = iam.load(tables, Kind.USER, input.userName());
          tables.update(
              entity.with(entity.details().withTags(Tags.without(entity.tags(), input.tagKeys()))));
          return true;
        });
    return UntagUserResponse.builder().build();
  }
}
