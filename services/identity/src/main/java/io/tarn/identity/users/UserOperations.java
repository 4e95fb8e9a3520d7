package io.tarn.identity.users;

import io.tarn.api.Operation;
import io.tarn.identity.iam.Iam;
import java.util.List;

/** Users and their keys: all operations of this kind. */
public final class UserOperations {
  private UserOperations() {}

  public static List<Operation<?, ?>> all(Iam iam) {
    return List.of(
        new AttachUserPolicy(iam),
        new CreateAccessKey(iam),
        new CreateUser(iam),
        new DeleteAccessKey(iam),
        new DeleteLoginProfile(iam),
        new DeleteUser(iam),
        new DeleteUserPermissionsBoundary(iam),
        new DeleteUserPolicy(iam),
        new DetachUserPolicy(iam),
        new GetAccessKeyLastUsed(iam),
        new GetAccountPasswordPolicy(iam),
        new GetLoginProfile(iam),
        new GetUser(iam),
        new GetUserPolicy(iam),
        new ListAccessKeys(iam),
        new ListAttachedUserPolicies(iam),
        new ListMFADevices(iam),
        new ListSSHPublicKeys(iam),
        new ListServiceSpecificCredentials(iam),
        new ListSigningCertificates(iam),
        new ListUserPolicies(iam),
        new ListUserTags(iam),
        new ListUsers(iam),
        new ListVirtualMFADevices(iam),
        new PutUserPermissionsBoundary(iam),
        new PutUserPolicy(iam),
        new TagUser(iam),
        new UntagUser(iam),
        new UpdateAccessKey(iam),
        new UpdateUser(iam));
  }
}
