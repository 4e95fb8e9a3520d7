package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.s3.HeadBucketOutput;
import io.tarn.api.s3.HeadBucketRequest;
import io.tarn.api.s3.S3Service;
import java.util.List;

final class HeadBucket implements Operation<HeadBucketRequest, HeadBucketOutput> {
  private final Store store;

  HeadBucket(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public OperationModel<HeadBucketRequest, HeadBucketOutput> model() {
    return S3Service.HEAD_BUCKET;
  }

  @Override
  public AccessRule<HeadBucketRequest> access() {
    return (input, call) -> List.of(store.access("s3:ListBucket", input.bucket()));
  }

  @Override
  public HeadBucketOutput apply(HeadBucketRequest input, Call call) {
    BucketRow bucket = store.bucket(input.bucket(), input.expectedBucketOwner(), call);
    return HeadBucketOutput.builder()
        .bucketRegion(bucket.region())
        .bucketArn("arn:aws:s3:::" + bucket.name())
        .accessPointAlias(false)
        .build();
  }
}
