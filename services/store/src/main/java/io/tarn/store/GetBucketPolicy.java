package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.s3.GetBucketPolicyOutput;
import io.tarn.api.s3.GetBucketPolicyRequest;
import io.tarn.api.s3.S3Service;
import java.util.List;

final class GetBucketPolicy implements Operation<GetBucketPolicyRequest, GetBucketPolicyOutput> {
  private final Store store;

  GetBucketPolicy(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public OperationModel<GetBucketPolicyRequest, GetBucketPolicyOutput> model() {
    return S3Service.GET_BUCKET_POLICY;
  }

  @Override
  public AccessRule<GetBucketPolicyRequest> access() {
    return (input, call) -> List.of(store.access("s3:GetBucketPolicy", input.bucket()));
  }

  @Override
  public GetBucketPolicyOutput apply(GetBucketPolicyRequest input, Call call) {
    BucketRow bucket = store.bucket(input.bucket(), input.expectedBucketOwner(), call);
    return GetBucketPolicyOutput.builder()
        .policy(
            bucket
                .policy()
                .orElseThrow(
                    () ->
                        S3Error.NO_SUCH_BUCKET_POLICY
                            .with("The bucket policy does not exist")
                            .with("BucketName", bucket.name())))
        .build();
  }
}
