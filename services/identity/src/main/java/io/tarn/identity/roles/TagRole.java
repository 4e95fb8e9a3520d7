package io.tarn.identity.roles;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.TagRoleRequest;
import io.tarn.api.iam.TagRoleResponse;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.iam.Tags;
import io.tarn.identity.state.Entity;
import io.tarn.identity.state.Kind;
import java.util.List;

/** Adds tags, or gives them new values. */
final class TagRole implements Operation<TagRoleRequest, TagRoleResponse> {
  private final Iam iam;

  TagRole(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<TagRoleRequest, TagRoleResponse> model() {
    return IamService.TAG_ROLE;
  }

  @Override
  public AccessRule<TagRoleRequest> access() {
    return (input, call) ->
        List.of(
            Iam.requestTags(iam.access("iam:TagRole", Kind.ROLE, input.roleName()), input.tags()));
  }

  @Override
  public TagRoleResponse apply(TagRoleRequest input, Call call) {
    iam.commit(
        tables -> {
          Entity entity = iam.load(tables, Kind.ROLE, input.roleName());
          tables.update(
              entity.with(entity.details().withTags(Tags.merge(entity.tags(), input.tags()))));
          return true;
        });
    return TagRoleResponse.builder().build();
  }
}
