package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.s3.DeleteBucketOwnershipControlsRequest;
import io.tarn.api.s3.DeleteBucketOwnershipControlsResponse;
import io.tarn.api.s3.S3Service;
import java.util.List;

/** A bucket without ownership controls is as buckets were before there were any: ObjectWriter. */
final class DeleteBucketOwnershipControls
    implements Operation<
        DeleteBucketOwnershipControlsRequest, DeleteBucketOwnershipControlsResponse> {
  private final Store store;

  DeleteBucketOwnershipControls(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public OperationModel<DeleteBucketOwnershipControlsRequest, DeleteBucketOwnershipControlsResponse>
      model() {
    return S3Service.DELETE_BUCKET_OWNERSHIP_CONTROLS;
  }

  @Override
  public AccessRule<DeleteBucketOwnershipControlsRequest> access() {
    return (input, call) -> List.of(store.access("s3:PutBucketOwnershipControls", input.bucket()));
  }

  @Override
  public DeleteBucketOwnershipControlsResponse apply(
      DeleteBucketOwnershipControlsRequest input, Call call) {
    store.bucket(input.bucket(), input.expectedBucketOwner(), call);
    store.buckets.set(input.bucket(), BucketSetting.OWNERSHIP, null);
    return DeleteBucketOwnershipControlsResponse.builder().build();
  }
}
