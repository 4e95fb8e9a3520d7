package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.s3.GetBucketVersioningOutput;
import io.tarn.api.s3.GetBucketVersioningRequest;
import io.tarn.api.s3.S3Service;
import java.util.List;

final class GetBucketVersioning
    implements Operation<GetBucketVersioningRequest, GetBucketVersioningOutput> {
  private final Store store;

  GetBucketVersioning(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public OperationModel<GetBucketVersioningRequest, GetBucketVersioningOutput> model() {
    return S3Service.GET_BUCKET_VERSIONING;
  }

  @Override
  public AccessRule<GetBucketVersioningRequest> access() {
    return (input, call) -> List.of(store.access("s3:GetBucketVersioning", input.bucket()));
  }

  @Override
  public GetBucketVersioningOutput apply(GetBucketVersioningRequest input, Call call) {
    BucketRow bucket = store.bucket(input.bucket(), input.expectedBucketOwner(), call);
    return GetBucketVersioningOutput.builder()
        .status(
            switch (bucket.versioning()) {
              case OFF -> null;
              case ENABLED -> "Enabled";
              case SUSPENDED -> "Suspended";
            })
        .build();
  }
}
