package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.s3.GetBucketReplicationOutput;
import io.tarn.api.s3.GetBucketReplicationRequest;
import io.tarn.api.s3.S3Service;
import java.util.List;

/** Buckets are not replicated: none has a configuration. */
final class GetBucketReplication
    implements Operation<GetBucketReplicationRequest, GetBucketReplicationOutput> {
  private final Store store;

  GetBucketReplication(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public OperationModel<GetBucketReplicationRequest, GetBucketReplicationOutput> model() {
    return S3Service.GET_BUCKET_REPLICATION;
  }

  @Override
  public AccessRule<GetBucketReplicationRequest> access() {
    return (input, call) -> List.of(store.access("s3:GetReplicationConfiguration", input.bucket()));
  }

  @Override
  public GetBucketReplicationOutput apply(GetBucketReplicationRequest input, Call call) {
    store.bucket(input.bucket(), input.expectedBucketOwner(), call);
    throw S3Error.REPLICATION_CONFIGURATION_NOT_FOUND
        .with("The replication configuration was not found")
        .with("BucketName", input.bucket());
  }
}
