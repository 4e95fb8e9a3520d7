package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.s3.GetBucketTaggingOutput;
import io.tarn.api.s3.GetBucketTaggingRequest;
import io.tarn.api.s3.S3Service;
import java.util.List;

final class GetBucketTagging implements Operation<GetBucketTaggingRequest, GetBucketTaggingOutput> {
  private final Store store;

  GetBucketTagging(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public OperationModel<GetBucketTaggingRequest, GetBucketTaggingOutput> model() {
    return S3Service.GET_BUCKET_TAGGING;
  }

  @Override
  public AccessRule<GetBucketTaggingRequest> access() {
    return (input, call) -> List.of(store.access("s3:GetBucketTagging", input.bucket()));
  }

  @Override
  public GetBucketTaggingOutput apply(GetBucketTaggingRequest input, Call call) {
    BucketRow bucket = store.bucket(input.bucket(), input.expectedBucketOwner(), call);
    if (bucket.tags().isEmpty()) {
      throw S3Error.NO_SUCH_TAG_SET
          .with("The TagSet does not exist")
          .with("BucketName", bucket.name());
    }
    return GetBucketTaggingOutput.builder().tagSet(Tags.list(bucket.tags())).build();
  }
}
