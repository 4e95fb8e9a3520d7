package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.s3.PutBucketPolicyRequest;
import io.tarn.api.s3.PutBucketPolicyResponse;
import io.tarn.api.s3.S3Service;
import java.nio.charset.StandardCharsets;
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
    String policy = input.policy();
    if (policy.getBytes(StandardCharsets.UTF_8).length > store.limits.policyBytes()) {
      throw S3Error.MALFORMED_POLICY.with(
          "The policy is larger than " + store.limits.policyBytes() + " bytes");
    }
    store
        .rights
        .rules()
        .check(policy, "s3", "arn:aws:s3:::" + input.bucket(), S3Error.MALFORMED_POLICY);
    store.buckets.set(
        input.bucket(),
        BucketSetting.POLICY,
        policy,
        bucket -> store.rights.checkPolicy(bucket, policy));
    return PutBucketPolicyResponse.builder().build();
  }
}
