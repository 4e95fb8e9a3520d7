package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.s3.GetBucketAccelerateConfigurationOutput;
import io.tarn.api.s3.GetBucketAccelerateConfigurationRequest;
import io.tarn.api.s3.S3Service;
import java.util.List;

/** There is nothing to accelerate and no way to ask for it: the answer is that it never was set. */
final class GetBucketAccelerateConfiguration
    implements Operation<
        GetBucketAccelerateConfigurationRequest, GetBucketAccelerateConfigurationOutput> {
  private final Store store;

  GetBucketAccelerateConfiguration(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public OperationModel<
          GetBucketAccelerateConfigurationRequest, GetBucketAccelerateConfigurationOutput>
      model() {
    return S3Service.GET_BUCKET_ACCELERATE_CONFIGURATION;
  }

  @Override
  public AccessRule<GetBucketAccelerateConfigurationRequest> access() {
    return (input, call) -> List.of(store.access("s3:GetAccelerateConfiguration", input.bucket()));
  }

  @Override
  public GetBucketAccelerateConfigurationOutput apply(
      GetBucketAccelerateConfigurationRequest input, Call call) {
    store.bucket(input.bucket(), input.expectedBucketOwner(), call);
    return GetBucketAccelerateConfigurationOutput.builder().build();
  }
}
