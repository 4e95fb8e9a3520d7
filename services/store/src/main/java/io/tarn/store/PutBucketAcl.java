package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.s3.PutBucketAclRequest;
import io.tarn.api.s3.PutBucketAclResponse;
import io.tarn.api.s3.S3Service;
import io.tarn.store.acl.Acl;
import io.tarn.store.acl.AclErrors;
import io.tarn.store.acl.AclRequest;
import java.util.List;

final class PutBucketAcl implements Operation<PutBucketAclRequest, PutBucketAclResponse> {
  private final Store store;

  PutBucketAcl(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public OperationModel<PutBucketAclRequest, PutBucketAclResponse> model() {
    return S3Service.PUT_BUCKET_ACL;
  }

  @Override
  public AccessRule<PutBucketAclRequest> access() {
    return (input, call) ->
        List.of(request(input).on(store.access("s3:PutBucketAcl", input.bucket())));
  }

  @Override
  public PutBucketAclResponse apply(PutBucketAclRequest input, Call call) {
    BucketRow bucket = store.bucket(input.bucket(), input.expectedBucketOwner(), call);
    String owner = store.rights.owner(bucket);
    Acl acl =
        request(input).resolve(input.accessControlPolicy(), owner, owner, store.rights.accounts());
    store.buckets.set(
        input.bucket(),
        BucketSetting.ACL,
        acl.isOwnersOnly() ? null : acl.toText(),
        now -> {
          if (!now.ownership().hasAcls()) {
            throw AclErrors.notSupported();
          }
          Rights.checkPublic(now, acl);
        });
    return PutBucketAclResponse.builder().build();
  }

  private static AclRequest request(PutBucketAclRequest input) {
    return new AclRequest(
        input.acl(),
        input.grantFullControl(),
        input.grantRead(),
        input.grantReadACP(),
        input.grantWrite(),
        input.grantWriteACP());
  }
}
