package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.s3.DeleteBucketCorsRequest;
import io.tarn.api.s3.DeleteBucketCorsResponse;
import io.tarn.api.s3.S3Service;
import java.util.List;

final class DeleteBucketCors
    implements Operation<DeleteBucketCorsRequest, DeleteBucketCorsResponse> {
  private final Store store;

  DeleteBucketCors(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public OperationModel<DeleteBucketCorsRequest, DeleteBucketCorsResponse> model() {
    return S3Service.DELETE_BUCKET_CORS;
  }

  @Override
  public AccessRule<DeleteBucketCorsRequest> access() {
    return (input, call) -> List.of(store.access("s3:PutBucketCORS", input.bucket()));
  }

  @Override
  public DeleteBucketCorsResponse apply(DeleteBucketCorsRequest input, Call call) {
    store.bucket(input.bucket(), input.expectedBucketOwner(), call);
    store.buckets.set(input.bucket(), BucketSetting.CORS, null);
    return DeleteBucketCorsResponse.builder().build();
  }
}
