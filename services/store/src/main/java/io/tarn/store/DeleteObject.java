package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.s3.DeleteObjectOutput;
import io.tarn.api.s3.DeleteObjectRequest;
import io.tarn.api.s3.S3Service;
import java.util.List;

final class DeleteObject implements Operation<DeleteObjectRequest, DeleteObjectOutput> {
  private final Store store;

  DeleteObject(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public OperationModel<DeleteObjectRequest, DeleteObjectOutput> model() {
    return S3Service.DELETE_OBJECT;
  }

  @Override
  public AccessRule<DeleteObjectRequest> access() {
    return (input, call) ->
        List.of(store.access("s3:DeleteObject", input.bucket(), input.key(), input.versionId()));
  }

  @Override
  public DeleteObjectOutput apply(DeleteObjectRequest input, Call call) {
    BucketRow bucket = store.bucket(input.bucket(), input.expectedBucketOwner(), call);
    Refusals.mfa(input.mfa());
    store.checkKey(input.key());
    String versionId = input.versionId();
    Store.checkVersionId(versionId);
    Origin origin = Origin.of(call);
    Deletion how =
        Deletion.of(
            new Deletion.Condition(
                input.ifMatch(), input.ifMatchLastModifiedTime(), input.ifMatchSize()),
            Locks.bypass(store, call, bucket, input.key(), input.bypassGovernanceRetention()));
    Publisher.Deleted deleted =
        store.ledger.commit(
            tx ->
                versionId == null
                    ? store.publisher.delete(tx, bucket.name(), input.key(), how, origin)
                    : store.publisher.deleteVersion(
                        tx, bucket.name(), input.key(), versionId, how, origin));
    DeleteObjectOutput.Builder output = DeleteObjectOutput.builder();
    if (deleted.marker().isPresent()) {
      output.deleteMarker(true).versionId(deleted.marker().get().versionId());
    } else if (versionId != null) {
      output.versionId(versionId);
      deleted.removed().filter(VersionRow::marker).ifPresent(row -> output.deleteMarker(true));
    }
    return output.build();
  }
}
