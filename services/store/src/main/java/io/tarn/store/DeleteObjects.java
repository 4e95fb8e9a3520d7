package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.Validation;
import io.tarn.api.s3.DeleteObjectsOutput;
import io.tarn.api.s3.DeleteObjectsRequest;
import io.tarn.api.s3.DeletedObject;
import io.tarn.api.s3.ErrorShape;
import io.tarn.api.s3.ObjectIdentifier;
import io.tarn.api.s3.S3Service;
import io.tarn.kernel.ServiceError;
import io.tarn.ledger.Tx;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Deletes up to a thousand keys, each authorised and answered for itself. */
final class DeleteObjects implements Operation<DeleteObjectsRequest, DeleteObjectsOutput> {
  private final Store store;

  DeleteObjects(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public OperationModel<DeleteObjectsRequest, DeleteObjectsOutput> model() {
    return S3Service.DELETE_OBJECTS;
  }

  @Override
  public AccessRule<DeleteObjectsRequest> access() {
    return AccessRule.signedOnly();
  }

  @Override
  public DeleteObjectsOutput apply(DeleteObjectsRequest input, Call call) {
    BucketRow bucket = store.bucket(input.bucket(), input.expectedBucketOwner(), call);
    Refusals.mfa(input.mfa());
    List<ObjectIdentifier> wanted = input.delete().objects();
    if (wanted.isEmpty() || wanted.size() > store.limits.deletesAtOnce()) {
      throw Validation.malformedXml();
    }
    boolean quiet = Boolean.TRUE.equals(input.delete().quiet());
    List<DeletedObject> deleted = new ArrayList<>();
    List<ErrorShape> errors = new ArrayList<>();
    List<Wanted> allowed = new ArrayList<>();
    for (ObjectIdentifier each : wanted) {
      Optional<ServiceError> refusal = refusal(bucket, each, call);
      if (refusal.isPresent()) {
        errors.add(error(each, refusal.get()));
      } else {
        allowed.add(
            new Wanted(
                each,
                Deletion.of(
                    new Deletion.Condition(each.eTag(), each.lastModifiedTime(), each.size()),
                    Locks.bypass(
                        store, call, bucket, each.key(), input.bypassGovernanceRetention()))));
      }
    }
    for (int from = 0; from < allowed.size(); from += BATCH) {
      List<Wanted> some = allowed.subList(from, Math.min(allowed.size(), from + BATCH));
      Origin origin = Origin.of(call);
      List<Result> results =
          store.ledger.commit(
              tx -> {
                List<Result> done = new ArrayList<>();
                for (Wanted each : some) {
                  done.add(delete(tx, bucket, each, origin));
                }
                return done;
              });
      for (Result result : results) {
        result.error().ifPresent(error -> errors.add(error(result.wanted(), error)));
        if (!quiet) {
          result.deleted().ifPresent(done -> deleted.add(shown(result.wanted(), done)));
        }
      }
    }
    return DeleteObjectsOutput.builder().deleted(deleted).errors(errors).build();
  }

  private static final int BATCH = 200;

  private record Wanted(ObjectIdentifier object, Deletion how) {}

  /** What became of one key: exactly one of both is there. */
  private record Result(
      ObjectIdentifier wanted, Optional<Publisher.Deleted> deleted, Optional<ServiceError> error) {}

  /** Why a key may not be deleted; each is authorised for itself. */
  private Optional<ServiceError> refusal(BucketRow bucket, ObjectIdentifier each, Call call) {
    try {
      store.checkKey(each.key());
      Store.checkVersionId(each.versionId());
      store.authorizer.check(
          call, store.access("s3:DeleteObject", bucket.name(), each.key(), each.versionId()));
      return Optional.empty();
    } catch (ServiceError e) {
      return Optional.of(e);
    }
  }

  /** Conditions are looked at before anything is changed, so that a refusal leaves no trace. */
  private Result delete(Tx tx, BucketRow bucket, Wanted wanted, Origin origin) throws SQLException {
    ObjectIdentifier each = wanted.object();
    try {
      String versionId = each.versionId();
      Publisher.Deleted done =
          versionId == null
              ? store.publisher.delete(tx, bucket.name(), each.key(), wanted.how(), origin)
              : store.publisher.deleteVersion(
                  tx, bucket.name(), each.key(), versionId, wanted.how(), origin);
      return new Result(each, Optional.of(done), Optional.empty());
    } catch (ServiceError e) {
      return new Result(each, Optional.empty(), Optional.of(e));
    }
  }

  private static DeletedObject shown(ObjectIdentifier wanted, Publisher.Deleted done) {
    DeletedObject.Builder shown =
        DeletedObject.builder().key(wanted.key()).versionId(wanted.versionId());
    if (done.marker().isPresent()) {
      shown.deleteMarker(true).deleteMarkerVersionId(done.marker().get().versionId());
    } else if (done.removed().isPresent() && done.removed().get().marker()) {
      shown.deleteMarker(true).deleteMarkerVersionId(done.removed().get().versionId());
    }
    return shown.build();
  }

  private static ErrorShape error(ObjectIdentifier wanted, ServiceError error) {
    return ErrorShape.builder()
        .key(wanted.key())
        .versionId(wanted.versionId())
        .code(error.code())
        .message(error.message())
        .build();
  }
}
