package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.s3.GetBucketOwnershipControlsOutput;
import io.tarn.api.s3.GetBucketOwnershipControlsRequest;
import io.tarn.api.s3.OwnershipControls;
import io.tarn.api.s3.OwnershipControlsRule;
import io.tarn.api.s3.S3Service;
import java.util.List;

final class GetBucketOwnershipControls
    implements Operation<GetBucketOwnershipControlsRequest, GetBucketOwnershipControlsOutput> {
  private final Store store;

  GetBucketOwnershipControls(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public OperationModel<GetBucketOwnershipControlsRequest, GetBucketOwnershipControlsOutput>
      model() {
    return S3Service.GET_BUCKET_OWNERSHIP_CONTROLS;
  }

  @Override
  public AccessRule<GetBucketOwnershipControlsRequest> access() {
    return (input, call) -> List.of(store.access("s3:GetBucketOwnershipControls", input.bucket()));
  }

  @Override
  public GetBucketOwnershipControlsOutput apply(
      GetBucketOwnershipControlsRequest input, Call call) {
    BucketRow bucket = store.bucket(input.bucket(), input.expectedBucketOwner(), call);
    String ownership =
        bucket
            .setting(BucketSetting.OWNERSHIP)
            .orElseThrow(
                () ->
                    S3Error.OWNERSHIP_CONTROLS_NOT_FOUND
                        .with("The bucket ownership controls were not found")
                        .with("BucketName", bucket.name()));
    return GetBucketOwnershipControlsOutput.builder()
        .ownershipControls(
            OwnershipControls.builder()
                .rules(List.of(OwnershipControlsRule.builder().objectOwnership(ownership).build()))
                .build())
        .build();
  }
}
