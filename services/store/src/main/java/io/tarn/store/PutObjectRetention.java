package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.Access;
import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.s3.ObjectLockRetention;
import io.tarn.api.s3.PutObjectRetentionOutput;
import io.tarn.api.s3.PutObjectRetentionRequest;
import io.tarn.api.s3.S3Service;
import io.tarn.store.lock.Lock;
import io.tarn.store.lock.LockMode;
import io.tarn.store.lock.Retention;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

final class PutObjectRetention
    implements Operation<PutObjectRetentionRequest, PutObjectRetentionOutput> {
  private final Store store;

  PutObjectRetention(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public OperationModel<PutObjectRetentionRequest, PutObjectRetentionOutput> model() {
    return S3Service.PUT_OBJECT_RETENTION;
  }

  @Override
  public AccessRule<PutObjectRetentionRequest> access() {
    return (input, call) -> List.of(access(input, call));
  }

  @Override
  public PutObjectRetentionOutput apply(PutObjectRetentionRequest input, Call call) {
    BucketRow bucket = store.bucket(input.bucket(), input.expectedBucketOwner(), call);
    Locks.checkEnabled(bucket);
    Optional<Retention> wanted = wanted(input.retention(), call);
    Lock.Bypass bypass =
        Locks.bypass(store, call, bucket, input.key(), input.bypassGovernanceRetention());
    String version =
        Reads.open(store, call, bucket, input.key(), input.versionId()).row().versionId();
    store.ledger.commit(
        tx -> {
          VersionRow row = Locks.load(tx, bucket, input.key(), version);
          if (row.lock().forbidsChange(wanted, call.now(), bypass)) {
            throw Locks.isProtected();
          }
          Versions.setLock(tx, row, row.lock().withRetention(wanted));
          return row;
        });
    return PutObjectRetentionOutput.builder().build();
  }

  /** Empty where the retention is to be lifted, which an empty element asks for. */
  private static Optional<Retention> wanted(@Nullable ObjectLockRetention asked, Call call) {
    if (asked == null) {
      throw S3Error.malformedXml();
    }
    Instant until = asked.retainUntilDate();
    String name = asked.mode();
    if (until == null && name == null) {
      return Optional.empty();
    }
    if (until == null || name == null) {
      throw S3Error.malformedXml();
    }
    LockMode mode = LockMode.ofName(name).orElseThrow(S3Error::malformedXml);
    Locks.checkFuture(until, call.now(), "RetainUntilDate");
    return Optional.of(new Retention(mode, until));
  }

  private Access access(PutObjectRetentionRequest input, Call call) {
    Access access = store.access("s3:PutObjectRetention", input.bucket(), input.key());
    ObjectLockRetention asked = input.retention();
    return asked == null
        ? access
        : Locks.withRetention(access, asked.mode(), asked.retainUntilDate(), call.now());
  }
}
