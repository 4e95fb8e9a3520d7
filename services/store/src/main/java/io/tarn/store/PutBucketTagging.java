package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.s3.PutBucketTaggingRequest;
import io.tarn.api.s3.PutBucketTaggingResponse;
import io.tarn.api.s3.S3Service;
import java.util.List;

final class PutBucketTagging
    implements Operation<PutBucketTaggingRequest, PutBucketTaggingResponse> {
  private final Store store;

  PutBucketTagging(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public OperationModel<PutBucketTaggingRequest, PutBucketTaggingResponse> model() {
    return S3Service.PUT_BUCKET_TAGGING;
  }

  @Override
  public AccessRule<PutBucketTaggingRequest> access() {
    return (input, call) -> List.of(store.access("s3:PutBucketTagging", input.bucket()));
  }

  @Override
  public PutBucketTaggingResponse apply(PutBucketTaggingRequest input, Call call) {
    store.bucket(input.bucket(), input.expectedBucketOwner(), call);
    String tags = Tags.ofList(input.tagging().tagSet(), store.limits.bucketTags()).orElse(null);
    store.buckets.set(input.bucket(), BucketSetting.TAGS, tags);
    return PutBucketTaggingResponse.builder().build();
  }
}
