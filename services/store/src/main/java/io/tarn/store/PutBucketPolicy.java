package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.s3.PutBucketPolicyRequest;
import io.tarn.api.s3.PutBucketPolicyResponse;
import io.tarn.api.s3.S3Service;
import java.util.List;

final class PutBucketPolicy implements Operation<PutBucketPolicyRequest, PutBucketPolicyResponse> {
  private final Store store;

  PutBucketPolicy(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public OperationModel<PutBucketPolicyRequest, PutBucketPolicyResponse> model() {
    return S3Service.PUT_BUCKET_POLICY;
  }

  @Override
  public AccessRule<PutBucketPolicyRequest> access() {
    return (input, call) -> List.of(store.access("s3:PutBucketPolicy", input.bucket()));
  }

  @Override
  public PutBucketPolicyResponse apply(PutBucketPolicyRequest input, Call call) {
    store.bucket(input.bucket(), input.expectedBucketOwner(), call);
    BucketPolicies.check(input.policy(), input.bucket(), store.limits);
    store.buckets.set(input.bucket(), BucketSetting.POLICY, input.policy());
    return PutBucketPolicyResponse.builder().build();
  }
}
