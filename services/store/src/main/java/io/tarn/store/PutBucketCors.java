package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.StructureJson;
import io.tarn.api.s3.PutBucketCorsRequest;
import io.tarn.api.s3.PutBucketCorsResponse;
import io.tarn.api.s3.S3Service;
import io.tarn.store.cors.CorsRules;
import java.util.List;

final class PutBucketCors implements Operation<PutBucketCorsRequest, PutBucketCorsResponse> {
  private final Store store;

  PutBucketCors(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public OperationModel<PutBucketCorsRequest, PutBucketCorsResponse> model() {
    return S3Service.PUT_BUCKET_CORS;
  }

  @Override
  public AccessRule<PutBucketCorsRequest> access() {
    return (input, call) -> List.of(store.access("s3:PutBucketCORS", input.bucket()));
  }

  @Override
  public PutBucketCorsResponse apply(PutBucketCorsRequest input, Call call) {
    store.bucket(input.bucket(), input.expectedBucketOwner(), call);
    CorsRules.check(input.corsConfiguration());
    store.buckets.set(
        input.bucket(), BucketSetting.CORS, StructureJson.write(input.corsConfiguration()));
    return PutBucketCorsResponse.builder().build();
  }
}
