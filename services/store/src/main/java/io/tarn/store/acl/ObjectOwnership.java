package io.tarn.store.acl;

import java.util.Arrays;
import java.util.Optional;

/**
 * Whose objects are that others write into a bucket, and whether lists count. Source: S3 User
 * Guide, "Controlling ownership of objects and disabling ACLs for your bucket".
 */
public enum ObjectOwnership {
  /** The bucket's owner owns everything; lists are kept but do not count. */
  BUCKET_OWNER_ENFORCED("BucketOwnerEnforced"),
  /** The writer owns it, unless it comes with bucket-owner-full-control. */
  BUCKET_OWNER_PREFERRED("BucketOwnerPreferred"),
  /** The writer owns it. */
  OBJECT_WRITER("ObjectWriter");

  private final String awsName;

  ObjectOwnership(String awsName) {
    this.awsName = awsName;
  }

  /** AWS's word. */
  public String awsName() {
    return awsName;
  }

  /** The setting of AWS's word; empty when there is none. */
  public static Optional<ObjectOwnership> find(String awsName) {
    return Arrays.stream(values()).filter(each -> each.awsName.equals(awsName)).findFirst();
  }

  /** Whether lists count. */
  public boolean hasAcls() {
    return this != BUCKET_OWNER_ENFORCED;
  }
}
