package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.s3.DeleteBucketTaggingRequest;
import io.tarn.api.s3.DeleteBucketTaggingResponse;
import io.tarn.api.s3.S3Service;
import java.util.List;

final class DeleteBucketTagging
    implements Operation<DeleteBucketTaggingRequest, DeleteBucketTaggingResponse> {
  private final Store store;

  DeleteBucketTagging(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public OperationModel<DeleteBucketTaggingRequest, DeleteBucketTaggingResponse> model() {
    return S3Service.DELETE_BUCKET_TAGGING;
  }

  @Override
  public AccessRule<DeleteBucketTaggingRequest> access() {
    return (input, call) -> List.of(store.access("s3:PutBucketTagging", input.bucket()));
  }

  @Override
  public DeleteBucketTaggingResponse apply(DeleteBucketTaggingRequest input, Call call) {
    store.bucket(input.bucket(), input.expectedBucketOwner(), call);
    store.buckets.set(input.bucket(), BucketSetting.TAGS, null);
    return DeleteBucketTaggingResponse.builder().build();
  }
}
