package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.s3.DeleteBucketEncryptionRequest;
import io.tarn.api.s3.DeleteBucketEncryptionResponse;
import io.tarn.api.s3.S3Service;
import java.util.List;

/** Makes a bucket do again what the lake does by default. */
final class DeleteBucketEncryption
    implements Operation<DeleteBucketEncryptionRequest, DeleteBucketEncryptionResponse> {
  private final Store store;

  DeleteBucketEncryption(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public OperationModel<DeleteBucketEncryptionRequest, DeleteBucketEncryptionResponse> model() {
    return S3Service.DELETE_BUCKET_ENCRYPTION;
  }

  @Override
  public AccessRule<DeleteBucketEncryptionRequest> access() {
    return (input, call) -> List.of(store.access("s3:PutEncryptionConfiguration", input.bucket()));
  }

  @Override
  public DeleteBucketEncryptionResponse apply(DeleteBucketEncryptionRequest input, Call call) {
    store.bucket(input.bucket(), input.expectedBucketOwner(), call);
    store.buckets.set(input.bucket(), BucketSetting.ENCRYPTION, null);
    return DeleteBucketEncryptionResponse.builder().build();
  }
}
