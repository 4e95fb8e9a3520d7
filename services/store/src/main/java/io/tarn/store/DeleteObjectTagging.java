package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.s3.DeleteObjectTaggingOutput;
import io.tarn.api.s3.DeleteObjectTaggingRequest;
import io.tarn.api.s3.S3Service;
import java.util.List;
import java.util.Optional;

final class DeleteObjectTagging
    implements Operation<DeleteObjectTaggingRequest, DeleteObjectTaggingOutput> {
  private final Store store;

  DeleteObjectTagging(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public OperationModel<DeleteObjectTaggingRequest, DeleteObjectTaggingOutput> model() {
    return S3Service.DELETE_OBJECT_TAGGING;
  }

  @Override
  public AccessRule<DeleteObjectTaggingRequest> access() {
    return (input, call) ->
        List.of(
            store.access("s3:DeleteObjectTagging", input.bucket(), input.key(), input.versionId()));
  }

  @Override
  public DeleteObjectTaggingOutput apply(DeleteObjectTaggingRequest input, Call call) {
    BucketRow bucket = store.bucket(input.bucket(), input.expectedBucketOwner(), call);
    Optional<String> tags = Optional.empty();
    Origin origin = Origin.of(call);
    VersionRow row =
        VersionChange.commit(
            store.ledger,
            () -> Reads.open(store, call, bucket, input.key(), input.versionId()).row(),
            (tx, now) -> {
              Versions.setTags(tx, now, tags);
              Facts.tagsDeleted(tx, bucket, now, origin);
            });
    return DeleteObjectTaggingOutput.builder().versionId(Store.shown(bucket, row)).build();
  }
}
