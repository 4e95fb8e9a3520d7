package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.s3.GetBucketPolicyStatusOutput;
import io.tarn.api.s3.GetBucketPolicyStatusRequest;
import io.tarn.api.s3.PolicyStatus;
import io.tarn.api.s3.S3Service;
import java.util.List;

/** Whether a bucket is public, by its policy or by its list. */
final class GetBucketPolicyStatus
    implements Operation<GetBucketPolicyStatusRequest, GetBucketPolicyStatusOutput> {
  private final Store store;

  GetBucketPolicyStatus(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public OperationModel<GetBucketPolicyStatusRequest, GetBucketPolicyStatusOutput> model() {
    return S3Service.GET_BUCKET_POLICY_STATUS;
  }

  @Override
  public AccessRule<GetBucketPolicyStatusRequest> access() {
    return (input, call) -> List.of(store.access("s3:GetBucketPolicyStatus", input.bucket()));
  }

  @Override
  public GetBucketPolicyStatusOutput apply(GetBucketPolicyStatusRequest input, Call call) {
    BucketRow bucket = store.bucket(input.bucket(), input.expectedBucketOwner(), call);
    return GetBucketPolicyStatusOutput.builder()
        .policyStatus(PolicyStatus.builder().isPublic(store.rights.isPublic(bucket)).build())
        .build();
  }
}
