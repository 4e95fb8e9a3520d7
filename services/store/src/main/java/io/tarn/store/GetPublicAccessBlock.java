package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.s3.GetPublicAccessBlockOutput;
import io.tarn.api.s3.GetPublicAccessBlockRequest;
import io.tarn.api.s3.PublicAccessBlockConfiguration;
import io.tarn.api.s3.S3Service;
import java.util.List;

final class GetPublicAccessBlock
    implements Operation<GetPublicAccessBlockRequest, GetPublicAccessBlockOutput> {
  private final Store store;

  GetPublicAccessBlock(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public OperationModel<GetPublicAccessBlockRequest, GetPublicAccessBlockOutput> model() {
    return S3Service.GET_PUBLIC_ACCESS_BLOCK;
  }

  @Override
  public AccessRule<GetPublicAccessBlockRequest> access() {
    return (input, call) -> List.of(store.access("s3:GetBucketPublicAccessBlock", input.bucket()));
  }

  @Override
  public GetPublicAccessBlockOutput apply(GetPublicAccessBlockRequest input, Call call) {
    BucketRow bucket = store.bucket(input.bucket(), input.expectedBucketOwner(), call);
    PublicAccessBlockConfiguration configuration =
        bucket
            .setting(BucketSetting.PUBLIC_ACCESS_BLOCK, PublicAccessBlockConfiguration.builder())
            .map(PublicAccessBlockConfiguration.Builder::build)
            .orElseThrow(
                () ->
                    S3Error.NO_SUCH_PUBLIC_ACCESS_BLOCK
                        .with("The public access block configuration was not found")
                        .with("BucketName", bucket.name()));
    return GetPublicAccessBlockOutput.builder()
        .publicAccessBlockConfiguration(configuration)
        .build();
  }
}
