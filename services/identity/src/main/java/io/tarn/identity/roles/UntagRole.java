package io.tarn.identity.roles;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.UntagRoleRequest;
import io.tarn.api.iam.UntagRoleResponse;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.iam.Tags;
import io.tarn.identity.state.Entity;
import io.tarn.identity.state.Kind;
import java.util.List;

/** Takes tags away; keys that are not there do not matter. */
final class UntagRole implements Operation<UntagRoleRequest, UntagRoleResponse> {
  private final Iam iam;

  UntagRole(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<UntagRoleRequest, UntagRoleResponse> model() {
    return IamService.UNTAG_ROLE;
  }

  @Override
  public AccessRule<UntagRoleRequest> access() {
    return (input, call) ->
        List.of(
            Iam.tagKeys(iam.access("iam:UntagRole", Kind.ROLE, input.roleName()), input.tagKeys()));
  }

  @Override
  public UntagRoleResponse apply(UntagRoleRequest input, Call call) {
    iam.commit(
        tables -> {
          Entity entity = iam.load(tables, Kind.ROLE, input.roleName());
          tables.update(
              entity.with(entity.details().withTags(Tags.without(entity.tags(), input.tagKeys()))));
          return true;
        });
    return UntagRoleResponse.builder().build();
  }
}
