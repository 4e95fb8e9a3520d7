package io.tarn.store;

import io.tarn.api.Call;
import io.tarn.api.s3.CreateBucketRequest;
import io.tarn.api.s3.PublicAccessBlockConfiguration;
import io.tarn.store.acl.Acl;
import io.tarn.store.acl.AclRequest;
import io.tarn.store.acl.ObjectOwnership;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a new bucket begins with. Source: S3 User Guide, "Default settings for new S3 buckets FAQ".
 */
final class NewBuckets {
  private NewBuckets() {}

  /** The settings by what is asked and what is configured. */
  static Map<BucketSetting, String> settings(
      Store store, CreateBucketRequest input, AclRequest request, Call call) {
    Map<BucketSetting, String> settings = new EnumMap<>(BucketSetting.class);
    String asked = input.objectOwnership();
    ObjectOwnership ownership =
        asked == null
            ? store.settings.objectOwnership()
            : ObjectOwnership.find(asked)
                .orElseThrow(
                    () ->
                        S3Error.invalidArgument(
                            "Invalid x-amz-object-ownership header: " + asked,
                            "x-amz-object-ownership",
                            asked));
    // Without controls a bucket is ObjectWriter, as all were before there were controls.
    if (asked != null || ownership != ObjectOwnership.OBJECT_WRITER) {
      settings.put(BucketSetting.OWNERSHIP, ownership.awsName());
    }
    boolean blocked = store.settings.blockPublicAccess();
    if (blocked) {
      settings.put(
          BucketSetting.PUBLIC_ACCESS_BLOCK,
          PutPublicAccessBlock.document(
              PublicAccessBlockConfiguration.builder()
                  .blockPublicAcls(true)
                  .ignorePublicAcls(true)
                  .blockPublicPolicy(true)
                  .restrictPublicBuckets(true)
                  .build()));
    }
    String owner = call.caller().account();
    Acl acl = request.resolve(owner, owner, store.rights.accounts());
    if (acl.isOwnersOnly()) {
      return settings;
    }
    if (!ownership.hasAcls()) {
      throw S3Error.INVALID_BUCKET_ACL_WITH_OBJECT_OWNERSHIP.with(
          "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting");
    }
    if (blocked && acl.isPublic()) {
      throw S3Error.INVALID_BUCKET_ACL_WITH_BLOCK_PUBLIC_ACCESS.with(
          "Bucket cannot have public ACLs set with BlockPublicAccess enabled");
    }
    settings.put(BucketSetting.ACL, acl.toText());
    return settings;
  }
}
