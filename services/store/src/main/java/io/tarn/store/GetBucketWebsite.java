package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.s3.GetBucketWebsiteOutput;
import io.tarn.api.s3.GetBucketWebsiteRequest;
import io.tarn.api.s3.S3Service;
import java.util.List;

/** Buckets are not served as websites: none has a configuration. */
final class GetBucketWebsite implements Operation<GetBucketWebsiteRequest, GetBucketWebsiteOutput> {
  private final Store store;

  GetBucketWebsite(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public OperationModel<GetBucketWebsiteRequest, GetBucketWebsiteOutput> model() {
    return S3Service.GET_BUCKET_WEBSITE;
  }

  @Override
  public AccessRule<GetBucketWebsiteRequest> access() {
    return (input, call) -> List.of(store.access("s3:GetBucketWebsite", input.bucket()));
  }

  @Override
  public GetBucketWebsiteOutput apply(GetBucketWebsiteRequest input, Call call) {
    store.bucket(input.bucket(), input.expectedBucketOwner(), call);
    throw S3Error.NO_SUCH_WEBSITE_CONFIGURATION
        .with("The specified bucket does not have a website configuration")
        .with("BucketName", input.bucket());
  }
}
