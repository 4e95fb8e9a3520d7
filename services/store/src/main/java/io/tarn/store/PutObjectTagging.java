package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.s3.PutObjectTaggingOutput;
import io.tarn.api.s3.PutObjectTaggingRequest;
import io.tarn.api.s3.S3Service;
import java.util.List;
import java.util.Optional;

final class PutObjectTagging implements Operation<PutObjectTaggingRequest, PutObjectTaggingOutput> {
  private final Store store;

  PutObjectTagging(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public OperationModel<PutObjectTaggingRequest, PutObjectTaggingOutput> model() {
    return S3Service.PUT_OBJECT_TAGGING;
  }

  @Override
  public AccessRule<PutObjectTaggingRequest> access() {
    return (input, call) ->
        List.of(
            Puts.withTags(
                store.access("s3:PutObjectTagging", input.bucket(), input.key(), input.versionId()),
                input.tagging().tagSet()));
  }

  @Override
  public PutObjectTaggingOutput apply(PutObjectTaggingRequest input, Call call) {
    BucketRow bucket = store.bucket(input.bucket(), input.expectedBucketOwner(), call);
    Optional<String> tags = Tags.ofList(input.tagging().tagSet(), store.limits.objectTags());
    Origin origin = Origin.of(call);
    VersionRow row =
        VersionChange.commit(
            store.ledger,
            () -> Reads.open(store, call, bucket, input.key(), input.versionId()).row(),
            (tx, now) -> {
              Versions.setTags(tx, now, tags);
              Facts.tagsAdded(tx, bucket, now, origin);
            });
    return PutObjectTaggingOutput.builder().versionId(Store.shown(bucket, row)).build();
  }
}
