package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.s3.GetObjectTaggingOutput;
import io.tarn.api.s3.GetObjectTaggingRequest;
import io.tarn.api.s3.S3Service;
import java.util.List;

final class GetObjectTagging implements Operation<GetObjectTaggingRequest, GetObjectTaggingOutput> {
  private final Store store;

  GetObjectTagging(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public OperationModel<GetObjectTaggingRequest, GetObjectTaggingOutput> model() {
    return S3Service.GET_OBJECT_TAGGING;
  }

  @Override
  public AccessRule<GetObjectTaggingRequest> access() {
    return (input, call) ->
        List.of(
            store.access("s3:GetObjectTagging", input.bucket(), input.key(), input.versionId()));
  }

  @Override
  public GetObjectTaggingOutput apply(GetObjectTaggingRequest input, Call call) {
    BucketRow bucket = store.bucket(input.bucket(), input.expectedBucketOwner(), call);
    VersionRow row = Reads.open(store, call, bucket, input.key(), input.versionId()).row();
    return GetObjectTaggingOutput.builder()
        .tagSet(Tags.list(row.tags()))
        .versionId(Store.shown(bucket, row))
        .build();
  }
}
