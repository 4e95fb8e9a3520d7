package io.tarn.store.acl;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * What a list can grant. On a bucket and on an object the same word opens different actions.
 * Source: S3 User Guide, "Access control list (ACL) overview", "Mapping of ACL permissions and
 * access policy permissions".
 */
public enum Permission {
  READ(
      Set.of("s3:ListBucket", "s3:ListBucketVersions", "s3:ListBucketMultipartUploads"),
      Set.of("s3:GetObject", "s3:GetObjectVersion")),
  WRITE(Set.of("s3:PutObject", "s3:DeleteObject", "s3:DeleteObjectVersion"), Set.of()),
  READ_ACP(Set.of("s3:GetBucketAcl"), Set.of("s3:GetObjectAcl", "s3:GetObjectVersionAcl")),
  WRITE_ACP(Set.of("s3:PutBucketAcl"), Set.of("s3:PutObjectAcl", "s3:PutObjectVersionAcl")),
  FULL_CONTROL(Set.of(), Set.of());

  private final Set<String> bucketActions;
  private final Set<String> objectActions;

  Permission(Set<String> bucketActions, Set<String> objectActions) {
    this.bucketActions = bucketActions;
    this.objectActions = objectActions;
  }

  static Optional<Permission> find(String name) {
    return Arrays.stream(values()).filter(each -> each.name().equals(name)).findFirst();
  }

  /** The permission in a bucket's list that opens an action; empty when no list can open it. */
  public static Optional<Permission> onBucket(String action) {
    return Arrays.stream(values()).filter(each -> each.bucketActions.contains(action)).findFirst();
  }

  /** The permission in an object's list that opens an action; empty when no list can open it. */
  public static Optional<Permission> onObject(String action) {
    return Arrays.stream(values()).filter(each -> each.objectActions.contains(action)).findFirst();
  }

  boolean includes(Permission other) {
    return this == FULL_CONTROL || this == other;
  }
}
