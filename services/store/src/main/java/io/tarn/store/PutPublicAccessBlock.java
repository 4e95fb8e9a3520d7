package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.StructureJson;
import io.tarn.api.s3.PublicAccessBlockConfiguration;
import io.tarn.api.s3.PutPublicAccessBlockRequest;
import io.tarn.api.s3.PutPublicAccessBlockResponse;
import io.tarn.api.s3.S3Service;
import java.util.List;

/** What is left out is off. */
final class PutPublicAccessBlock
    implements Operation<PutPublicAccessBlockRequest, PutPublicAccessBlockResponse> {
  private final Store store;

  PutPublicAccessBlock(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public OperationModel<PutPublicAccessBlockRequest, PutPublicAccessBlockResponse> model() {
    return S3Service.PUT_PUBLIC_ACCESS_BLOCK;
  }

  @Override
  public AccessRule<PutPublicAccessBlockRequest> access() {
    return (input, call) -> List.of(store.access("s3:PutBucketPublicAccessBlock", input.bucket()));
  }

  @Override
  public PutPublicAccessBlockResponse apply(PutPublicAccessBlockRequest input, Call call) {
    store.bucket(input.bucket(), input.expectedBucketOwner(), call);
    store.buckets.set(
        input.bucket(),
        BucketSetting.PUBLIC_ACCESS_BLOCK,
        document(input.publicAccessBlockConfiguration()));
    return PutPublicAccessBlockResponse.builder().build();
  }

  /** The form in the ledger, with all four flags. */
  static String document(PublicAccessBlockConfiguration wanted) {
    return StructureJson.write(
        PublicAccessBlockConfiguration.builder()
            .blockPublicAcls(Boolean.TRUE.equals(wanted.blockPublicAcls()))
            .ignorePublicAcls(Boolean.TRUE.equals(wanted.ignorePublicAcls()))
            .blockPublicPolicy(Boolean.TRUE.equals(wanted.blockPublicPolicy()))
            .restrictPublicBuckets(Boolean.TRUE.equals(wanted.restrictPublicBuckets()))
            .build());
  }
}
