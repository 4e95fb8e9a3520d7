package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.s3.GetObjectRetentionOutput;
import io.tarn.api.s3.GetObjectRetentionRequest;
import io.tarn.api.s3.ObjectLockRetention;
import io.tarn.api.s3.S3Service;
import io.tarn.store.lock.Retention;
import java.util.List;

final class GetObjectRetention
    implements Operation<GetObjectRetentionRequest, GetObjectRetentionOutput> {
  private final Store store;

  GetObjectRetention(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public OperationModel<GetObjectRetentionRequest, GetObjectRetentionOutput> model() {
    return S3Service.GET_OBJECT_RETENTION;
  }

  @Override
  public AccessRule<GetObjectRetentionRequest> access() {
    return (input, call) ->
        List.of(store.access("s3:GetObjectRetention", input.bucket(), input.key()));
  }

  @Override
  public GetObjectRetentionOutput apply(GetObjectRetentionRequest input, Call call) {
    BucketRow bucket = store.bucket(input.bucket(), input.expectedBucketOwner(), call);
    Locks.checkEnabled(bucket);
    VersionRow row = Reads.open(store, call, bucket, input.key(), input.versionId()).row();
    Retention retention = row.lock().retention().orElseThrow(Locks::none);
    return GetObjectRetentionOutput.builder()
        .retention(
            ObjectLockRetention.builder()
                .mode(retention.mode().name())
                .retainUntilDate(retention.until())
                .build())
        .build();
  }
}
