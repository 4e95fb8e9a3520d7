package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.s3.GetBucketLifecycleConfigurationOutput;
import io.tarn.api.s3.GetBucketLifecycleConfigurationRequest;
import io.tarn.api.s3.S3Service;
import java.util.List;

final class GetBucketLifecycleConfiguration
    implements Operation<
        GetBucketLifecycleConfigurationRequest, GetBucketLifecycleConfigurationOutput> {
  private final Store store;

  GetBucketLifecycleConfiguration(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public OperationModel<
          GetBucketLifecycleConfigurationRequest, GetBucketLifecycleConfigurationOutput>
      model() {
    return S3Service.GET_BUCKET_LIFECYCLE_CONFIGURATION;
  }

  @Override
  public AccessRule<GetBucketLifecycleConfigurationRequest> access() {
    return (input, call) -> List.of(store.access("s3:GetLifecycleConfiguration", input.bucket()));
  }

  @Override
  public GetBucketLifecycleConfigurationOutput apply(
      GetBucketLifecycleConfigurationRequest input, Call call) {
    return store
        .bucket(input.bucket(), input.expectedBucketOwner(), call)
        .setting(BucketSetting.LIFECYCLE, GetBucketLifecycleConfigurationOutput.builder())
        .map(GetBucketLifecycleConfigurationOutput.Builder::build)
        .orElseThrow(
            () ->
                S3Error.NO_SUCH_LIFECYCLE_CONFIGURATION
                    .with("The lifecycle configuration does not exist")
                    .with("BucketName", input.bucket()));
  }
}
