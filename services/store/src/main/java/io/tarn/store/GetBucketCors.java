package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.s3.GetBucketCorsOutput;
import io.tarn.api.s3.GetBucketCorsRequest;
import io.tarn.api.s3.S3Service;
import java.util.List;

final class GetBucketCors implements Operation<GetBucketCorsRequest, GetBucketCorsOutput> {
  private final Store store;

  GetBucketCors(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public OperationModel<GetBucketCorsRequest, GetBucketCorsOutput> model() {
    return S3Service.GET_BUCKET_CORS;
  }

  @Override
  public AccessRule<GetBucketCorsRequest> access() {
    return (input, call) -> List.of(store.access("s3:GetBucketCORS", input.bucket()));
  }

  @Override
  public GetBucketCorsOutput apply(GetBucketCorsRequest input, Call call) {
    BucketRow bucket = store.bucket(input.bucket(), input.expectedBucketOwner(), call);
    return bucket
        .setting(BucketSetting.CORS, GetBucketCorsOutput.builder())
        .map(GetBucketCorsOutput.Builder::build)
        .orElseThrow(
            () ->
                S3Error.NO_SUCH_CORS_CONFIGURATION
                    .with("The CORS configuration does not exist")
                    .with("BucketName", bucket.name()));
  }
}
