package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.Access;
import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.s3.PutObjectLegalHoldOutput;
import io.tarn.api.s3.PutObjectLegalHoldRequest;
import io.tarn.api.s3.S3Service;
import java.util.List;

final class PutObjectLegalHold
    implements Operation<PutObjectLegalHoldRequest, PutObjectLegalHoldOutput> {
  private final Store store;

  PutObjectLegalHold(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public OperationModel<PutObjectLegalHoldRequest, PutObjectLegalHoldOutput> model() {
    return S3Service.PUT_OBJECT_LEGAL_HOLD;
  }

  @Override
  public AccessRule<PutObjectLegalHoldRequest> access() {
    return (input, call) -> List.of(access(input));
  }

  @Override
  public PutObjectLegalHoldOutput apply(PutObjectLegalHoldRequest input, Call call) {
    BucketRow bucket = store.bucket(input.bucket(), input.expectedBucketOwner(), call);
    Locks.checkEnabled(bucket);
    String status = input.legalHold() == null ? null : input.legalHold().status();
    if (!Locks.ON.equals(status) && !Locks.OFF.equals(status)) {
      throw S3Error.malformedXml();
    }
    String version =
        Reads.open(store, call, bucket, input.key(), input.versionId()).row().versionId();
    store.ledger.commit(
        tx -> {
          VersionRow row = Locks.load(tx, bucket, input.key(), version);
          Versions.setLock(tx, row, row.lock().withLegalHold(Locks.ON.equals(status)));
          return row;
        });
    return PutObjectLegalHoldOutput.builder().build();
  }

  private Access access(PutObjectLegalHoldRequest input) {
    return Puts.with(
        store.access("s3:PutObjectLegalHold", input.bucket(), input.key()),
        "s3:object-lock-legal-hold",
        input.legalHold() == null ? null : input.legalHold().status());
  }
}
