package io.tarn.store.acl;

import io.tarn.store.acl.Acl.Grant;
import io.tarn.store.acl.Grantee.Account;
import io.tarn.store.acl.Grantee.Group;
import java.util.ArrayList;
import java.util.List;

/**
 * The lists that have a name. Source: S3 User Guide, "Access control list (ACL) overview", "Canned
 * ACL".
 */
final class CannedAcls {
  private CannedAcls() {}

  /**
   * @param owner whose the bucket or object is
   * @param bucketOwner whose the bucket is; the same for a bucket
   * @throws io.tarn.kernel.ServiceError InvalidArgument for a name that S3 does not have
   */
  static Acl of(String name, String owner, String bucketOwner) {
    List<Grant> grants = new ArrayList<>(Acl.ownersOnly(owner).grants());
    switch (name) {
      case "private" -> {}
      case "public-read" -> grants.add(new Grant(Group.ALL_USERS, Permission.READ));
      case "public-read-write" -> {
        grants.add(new Grant(Group.ALL_USERS, Permission.READ));
        grants.add(new Grant(Group.ALL_USERS, Permission.WRITE));
      }
      case "authenticated-read" ->
          grants.add(new Grant(Group.AUTHENTICATED_USERS, Permission.READ));
      case "aws-exec-read" -> grants.add(new Grant(Account.EC2, Permission.READ));
      case "log-delivery-write" -> {
        grants.add(new Grant(Group.LOG_DELIVERY, Permission.WRITE));
        grants.add(new Grant(Group.LOG_DELIVERY, Permission.READ_ACP));
      }
      case "bucket-owner-read" -> addOther(grants, owner, bucketOwner, Permission.READ);
      case "bucket-owner-full-control" ->
          addOther(grants, owner, bucketOwner, Permission.FULL_CONTROL);
      default -> throw AclErrors.invalidArgument("", "x-amz-acl", name);
    }
    return new Acl(owner, grants);
  }

  private static void addOther(
      List<Grant> grants, String owner, String bucketOwner, Permission permission) {
    if (!owner.equals(bucketOwner)) {
      grants.add(new Grant(new Account(bucketOwner), permission));
    }
  }
}
