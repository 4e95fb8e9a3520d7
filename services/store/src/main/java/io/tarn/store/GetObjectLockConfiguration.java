package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.s3.GetObjectLockConfigurationOutput;
import io.tarn.api.s3.GetObjectLockConfigurationRequest;
import io.tarn.api.s3.S3Service;
import java.util.List;

final class GetObjectLockConfiguration
    implements Operation<GetObjectLockConfigurationRequest, GetObjectLockConfigurationOutput> {
  private final Store store;

  GetObjectLockConfiguration(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public OperationModel<GetObjectLockConfigurationRequest, GetObjectLockConfigurationOutput>
      model() {
    return S3Service.GET_OBJECT_LOCK_CONFIGURATION;
  }

  @Override
  public AccessRule<GetObjectLockConfigurationRequest> access() {
    return (input, call) ->
        List.of(store.access("s3:GetBucketObjectLockConfiguration", input.bucket()));
  }

  @Override
  public GetObjectLockConfigurationOutput apply(
      GetObjectLockConfigurationRequest input, Call call) {
    BucketRow bucket = store.bucket(input.bucket(), input.expectedBucketOwner(), call);
    return GetObjectLockConfigurationOutput.builder()
        .objectLockConfiguration(
            Locks.configuration(bucket)
                .orElseThrow(
                    () ->
                        S3Error.OBJECT_LOCK_CONFIGURATION_NOT_FOUND
                            .with("Object Lock configuration does not exist for this bucket")
                            .with("BucketName", bucket.name())))
        .build();
  }
}
