package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.s3.DeleteBucketRequest;
import io.tarn.api.s3.DeleteBucketResponse;
import io.tarn.api.s3.S3Service;
import java.util.List;

final class DeleteBucket implements Operation<DeleteBucketRequest, DeleteBucketResponse> {
  private final Store store;

  DeleteBucket(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public OperationModel<DeleteBucketRequest, DeleteBucketResponse> model() {
    return S3Service.DELETE_BUCKET;
  }

  @Override
  public AccessRule<DeleteBucketRequest> access() {
    return (input, call) -> List.of(store.access("s3:DeleteBucket", input.bucket()));
  }

  @Override
  public DeleteBucketResponse apply(DeleteBucketRequest input, Call call) {
    store.bucket(input.bucket(), input.expectedBucketOwner(), call);
    store.buckets.change(
        input.bucket(),
        tx -> {
          Buckets.load(tx, input.bucket());
          int left = Versions.count(tx, input.bucket(), COUNTED_MAX + 1);
          if (left > 0) {
            throw S3Error.BUCKET_NOT_EMPTY
                .with(
                    "The bucket you tried to delete is not empty: delete its "
                        + (left > COUNTED_MAX ? "more than " + COUNTED_MAX : left)
                        + " object versions and delete markers first")
                .with("BucketName", input.bucket());
          }
          Uploads.endAll(tx, input.bucket(), call);
          Buckets.delete(tx, input.bucket());
          return left;
        });
    return DeleteBucketResponse.builder().build();
  }

  private static final int COUNTED_MAX = 1000;
}
