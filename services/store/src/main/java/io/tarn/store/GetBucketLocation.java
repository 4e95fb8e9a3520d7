package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.s3.GetBucketLocationOutput;
import io.tarn.api.s3.GetBucketLocationRequest;
import io.tarn.api.s3.S3Service;
import java.util.List;

final class GetBucketLocation
    implements Operation<GetBucketLocationRequest, GetBucketLocationOutput> {
  private final Store store;

  GetBucketLocation(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public OperationModel<GetBucketLocationRequest, GetBucketLocationOutput> model() {
    return S3Service.GET_BUCKET_LOCATION;
  }

  @Override
  public AccessRule<GetBucketLocationRequest> access() {
    return (input, call) -> List.of(store.access("s3:GetBucketLocation", input.bucket()));
  }

  @Override
  public GetBucketLocationOutput apply(GetBucketLocationRequest input, Call call) {
    BucketRow bucket = store.bucket(input.bucket(), input.expectedBucketOwner(), call);
    return GetBucketLocationOutput.builder()
        .locationConstraint(bucket.region().equals("us-east-1") ? "" : bucket.region())
        .build();
  }
}
