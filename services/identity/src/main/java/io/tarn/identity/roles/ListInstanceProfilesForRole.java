package io.tarn.identity.roles;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.ListInstanceProfilesForRoleRequest;
import io.tarn.api.iam.ListInstanceProfilesForRoleResponse;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.iam.Paging;
import io.tarn.identity.state.Entity;
import io.tarn.identity.state.Kind;
import io.tarn.identity.state.Relation;
import io.tarn.kernel.Page;

/** Lists the instance profiles a role is in. */
final class ListInstanceProfilesForRole
    implements Operation<ListInstanceProfilesForRoleRequest, ListInstanceProfilesForRoleResponse> {
  private final Iam iam;

  ListInstanceProfilesForRole(Iam iam) {
    this.iam = iam;
  }

  @Override
  public OperationModel<ListInstanceProfilesForRoleRequest, ListInstanceProfilesForRoleResponse>
      model() {
    return IamService.LIST_INSTANCE_PROFILES_FOR_ROLE;
  }

  @Override
  public AccessRule<ListInstanceProfilesForRoleRequest> access() {
    return iam.on(
        "iam:ListInstanceProfilesForRole", Kind.ROLE, ListInstanceProfilesForRoleRequest::roleName);
  }

  @Override
  public ListInstanceProfilesForRoleResponse apply(
      ListInstanceProfilesForRoleRequest input, Call call) {
    return iam.read(
        tables -> {
          Entity role = iam.load(tables, Kind.ROLE, input.roleName());
          Page<Entity> page =
              Paging.of(
                  tables.owners(Relation.PROFILED, Kind.PROFILE, role.key()),
                  input.maxItems(),
                  input.marker(),
                  Entity::key,
                  "ListInstanceProfilesForRole",
                  role.key());
          return ListInstanceProfilesForRoleResponse.builder()
              .instanceProfiles(
                  page.items().stream()
                      .map(profile -> iam.views().profile(tables, profile))
                      .toList())
              .isTruncated(page.next().isPresent())
              .marker(page.next().orElse(null))
              .build();
        });
  }
}
