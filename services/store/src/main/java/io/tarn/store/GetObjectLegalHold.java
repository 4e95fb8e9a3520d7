package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.s3.GetObjectLegalHoldOutput;
import io.tarn.api.s3.GetObjectLegalHoldRequest;
import io.tarn.api.s3.ObjectLockLegalHold;
import io.tarn.api.s3.S3Service;
import java.util.List;

final class GetObjectLegalHold
    implements Operation<GetObjectLegalHoldRequest, GetObjectLegalHoldOutput> {
  private final Store store;

  GetObjectLegalHold(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public OperationModel<GetObjectLegalHoldRequest, GetObjectLegalHoldOutput> model() {
    return S3Service.GET_OBJECT_LEGAL_HOLD;
  }

  @Override
  public AccessRule<GetObjectLegalHoldRequest> access() {
    return (input, call) ->
        List.of(store.access("s3:GetObjectLegalHold", input.bucket(), input.key()));
  }

  @Override
  public GetObjectLegalHoldOutput apply(GetObjectLegalHoldRequest input, Call call) {
    BucketRow bucket = store.bucket(input.bucket(), input.expectedBucketOwner(), call);
    Locks.checkEnabled(bucket);
    VersionRow row = Reads.open(store, call, bucket, input.key(), input.versionId()).row();
    boolean on = row.lock().legalHold().orElseThrow(Locks::none);
    return GetObjectLegalHoldOutput.builder()
        .legalHold(ObjectLockLegalHold.builder().status(on ? Locks.ON : Locks.OFF).build())
        .build();
  }
}
