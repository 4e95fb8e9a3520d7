package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.s3.DeleteBucketLifecycleRequest;
import io.tarn.api.s3.DeleteBucketLifecycleResponse;
import io.tarn.api.s3.S3Service;
import java.util.List;

final class DeleteBucketLifecycle
    implements Operation<DeleteBucketLifecycleRequest, DeleteBucketLifecycleResponse> {
  private final Store store;

  DeleteBucketLifecycle(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public OperationModel<DeleteBucketLifecycleRequest, DeleteBucketLifecycleResponse> model() {
    return S3Service.DELETE_BUCKET_LIFECYCLE;
  }

  @Override
  public AccessRule<DeleteBucketLifecycleRequest> access() {
    return (input, call) -> List.of(store.access("s3:PutLifecycleConfiguration", input.bucket()));
  }

  @Override
  public DeleteBucketLifecycleResponse apply(DeleteBucketLifecycleRequest input, Call call) {
    store.bucket(input.bucket(), input.expectedBucketOwner(), call);
    store.buckets.set(input.bucket(), BucketSetting.LIFECYCLE, null);
    return DeleteBucketLifecycleResponse.builder().build();
  }
}
