package io.tarn.identity.roles;

import io.tarn.api.Operation;
import io.tarn.identity.iam.Iam;
import java.util.List;

/** Roles and instance profiles: all operations of this kind. */
public final class RoleOperations {
  private RoleOperations() {}

  public static List<Operation<?, ?>> all(Iam iam) {
    return List.of(
        new AddRoleToInstanceProfile(iam),
        new AttachRolePolicy(iam),
        new CreateInstanceProfile(iam),
        new CreateRole(iam),
        new CreateServiceLinkedRole(iam),
        new DeleteInstanceProfile(iam),
        new DeleteRole(iam),
        new DeleteRolePermissionsBoundary(iam),
        new DeleteRolePolicy(iam),
        new DeleteServiceLinkedRole(iam),
        new DetachRolePolicy(iam),
        new GetInstanceProfile(iam),
        new GetRole(iam),
        new GetRolePolicy(iam),
        new GetServiceLinkedRoleDeletionStatus(iam),
        new ListAttachedRolePolicies(iam),
        new ListInstanceProfileTags(iam),
        new ListInstanceProfiles(iam),
        new ListInstanceProfilesForRole(iam),
        new ListRolePolicies(iam),
        new ListRoleTags(iam),
        new ListRoles(iam),
        new PutRolePermissionsBoundary(iam),
        new PutRolePolicy(iam),
        new RemoveRoleFromInstanceProfile(iam),
        new TagInstanceProfile(iam),
        new TagRole(iam),
        new UntagInstanceProfile(iam),
        new UntagRole(iam),
        new UpdateAssumeRolePolicy(iam),
        new UpdateRole(iam),
        new UpdateRoleDescription(iam));
  }
}
