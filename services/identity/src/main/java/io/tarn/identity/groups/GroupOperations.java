package io.tarn.identity.groups;

import io.tarn.api.Operation;
import io.tarn.identity.iam.Iam;
import java.util.List;

/** Groups of users: all operations of this kind. */
public final class GroupOperations {
  private GroupOperations() {}

  public static List<Operation<?, ?>> all(Iam iam) {
    return List.of(
        new AddUserToGroup(iam),
        new AttachGroupPolicy(iam),
        new CreateGroup(iam),
        new DeleteGroup(iam),
        new DeleteGroupPolicy(iam),
        new DetachGroupPolicy(iam),
        new GetGroup(iam),
        new GetGroupPolicy(iam),
        new ListAttachedGroupPolicies(iam),
        new ListGroupPolicies(iam),
        new ListGroups(iam),
        new ListGroupsForUser(iam),
        new PutGroupPolicy(iam),
        new RemoveUserFromGroup(iam),
        new UpdateGroup(iam));
  }
}
