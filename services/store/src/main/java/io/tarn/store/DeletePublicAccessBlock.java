package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.s3.DeletePublicAccessBlockRequest;
import io.tarn.api.s3.DeletePublicAccessBlockResponse;
import io.tarn.api.s3.S3Service;
import java.util.List;

final class DeletePublicAccessBlock
    implements Operation<DeletePublicAccessBlockRequest, DeletePublicAccessBlockResponse> {
  private final Store store;

  DeletePublicAccessBlock(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public OperationModel<DeletePublicAccessBlockRequest, DeletePublicAccessBlockResponse> model() {
    return S3Service.DELETE_PUBLIC_ACCESS_BLOCK;
  }

  @Override
  public AccessRule<DeletePublicAccessBlockRequest> access() {
    return (input, call) -> List.of(store.access("s3:PutBucketPublicAccessBlock", input.bucket()));
  }

  @Override
  public DeletePublicAccessBlockResponse apply(DeletePublicAccessBlockRequest input, Call call) {
    store.bucket(input.bucket(), input.expectedBucketOwner(), call);
    store.buckets.set(input.bucket(), BucketSetting.PUBLIC_ACCESS_BLOCK, null);
    return DeletePublicAccessBlockResponse.builder().build();
  }
}
