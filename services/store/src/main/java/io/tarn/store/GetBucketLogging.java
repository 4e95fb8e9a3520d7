package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.s3.GetBucketLoggingOutput;
import io.tarn.api.s3.GetBucketLoggingRequest;
import io.tarn.api.s3.S3Service;
import java.util.List;

/** Access logs are not written here and cannot be switched on: the answer is that they are off. */
final class GetBucketLogging implements Operation<GetBucketLoggingRequest, GetBucketLoggingOutput> {
  private final Store store;

  GetBucketLogging(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public OperationModel<GetBucketLoggingRequest, GetBucketLoggingOutput> model() {
    return S3Service.GET_BUCKET_LOGGING;
  }

  @Override
  public AccessRule<GetBucketLoggingRequest> access() {
    return (input, call) -> List.of(store.access("s3:GetBucketLogging", input.bucket()));
  }

  @Override
  public GetBucketLoggingOutput apply(GetBucketLoggingRequest input, Call call) {
    store.bucket(input.bucket(), input.expectedBucketOwner(), call);
    return GetBucketLoggingOutput.builder().build();
  }
}
