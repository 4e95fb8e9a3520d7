package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.Validation;
import io.tarn.api.s3.OwnershipControlsRule;
import io.tarn.api.s3.PutBucketOwnershipControlsRequest;
import io.tarn.api.s3.PutBucketOwnershipControlsResponse;
import io.tarn.api.s3.S3Service;
import io.tarn.kernel.ServiceError;
import io.tarn.store.acl.ObjectOwnership;
import java.util.List;

/** A list that grants something must go before lists can be switched off. */
final class PutBucketOwnershipControls
    implements Operation<PutBucketOwnershipControlsRequest, PutBucketOwnershipControlsResponse> {
  private final Store store;

  PutBucketOwnershipControls(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public OperationModel<PutBucketOwnershipControlsRequest, PutBucketOwnershipControlsResponse>
      model() {
    return S3Service.PUT_BUCKET_OWNERSHIP_CONTROLS;
  }

  @Override
  public AccessRule<PutBucketOwnershipControlsRequest> access() {
    return (input, call) -> List.of(store.access("s3:PutBucketOwnershipControls", input.bucket()));
  }

  @Override
  public PutBucketOwnershipControlsResponse apply(
      PutBucketOwnershipControlsRequest input, Call call) {
    store.bucket(input.bucket(), input.expectedBucketOwner(), call);
    List<OwnershipControlsRule> rules = input.ownershipControls().rules();
    if (rules.size() != 1) {
      throw malformed();
    }
    ObjectOwnership wanted =
        ObjectOwnership.find(rules.get(0).objectOwnership())
            .orElseThrow(PutBucketOwnershipControls::malformed);
    store.buckets.set(
        input.bucket(),
        BucketSetting.OWNERSHIP,
        wanted.awsName(),
        bucket -> {
          if (!wanted.hasAcls() && !store.rights.acl(bucket).isOwnersOnly()) {
            throw S3Error.INVALID_BUCKET_ACL_WITH_OBJECT_OWNERSHIP.with(
                "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting");
          }
        });
    return PutBucketOwnershipControlsResponse.builder().build();
  }

  private static ServiceError malformed() {
    return Validation.malformedXml();
  }
}
