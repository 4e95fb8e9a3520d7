package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.s3.DeleteBucketPolicyRequest;
import io.tarn.api.s3.DeleteBucketPolicyResponse;
import io.tarn.api.s3.S3Service;
import java.util.List;

final class DeleteBucketPolicy
    implements Operation<DeleteBucketPolicyRequest, DeleteBucketPolicyResponse> {
  private final Store store;

  DeleteBucketPolicy(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public OperationModel<DeleteBucketPolicyRequest, DeleteBucketPolicyResponse> model() {
    return S3Service.DELETE_BUCKET_POLICY;
  }

  @Override
  public AccessRule<DeleteBucketPolicyRequest> access() {
    return (input, call) -> List.of(store.access("s3:DeleteBucketPolicy", input.bucket()));
  }

  @Override
  public DeleteBucketPolicyResponse apply(DeleteBucketPolicyRequest input, Call call) {
    store.bucket(input.bucket(), input.expectedBucketOwner(), call);
    store.buckets.set(input.bucket(), BucketSetting.POLICY, null);
    return DeleteBucketPolicyResponse.builder().build();
  }
}
