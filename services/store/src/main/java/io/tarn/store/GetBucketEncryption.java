package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.s3.GetBucketEncryptionOutput;
import io.tarn.api.s3.GetBucketEncryptionRequest;
import io.tarn.api.s3.S3Service;
import io.tarn.api.s3.ServerSideEncryptionByDefault;
import io.tarn.api.s3.ServerSideEncryptionConfiguration;
import io.tarn.api.s3.ServerSideEncryptionRule;
import io.tarn.store.crypt.Encryption;
import java.util.List;

/** Shows what a bucket does to objects that ask for no encryption. */
final class GetBucketEncryption
    implements Operation<GetBucketEncryptionRequest, GetBucketEncryptionOutput> {
  private final Store store;

  GetBucketEncryption(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public OperationModel<GetBucketEncryptionRequest, GetBucketEncryptionOutput> model() {
    return S3Service.GET_BUCKET_ENCRYPTION;
  }

  @Override
  public AccessRule<GetBucketEncryptionRequest> access() {
    return (input, call) -> List.of(store.access("s3:GetEncryptionConfiguration", input.bucket()));
  }

  @Override
  public GetBucketEncryptionOutput apply(GetBucketEncryptionRequest input, Call call) {
    BucketRow bucket = store.bucket(input.bucket(), input.expectedBucketOwner(), call);
    ServerSideEncryptionConfiguration set =
        bucket
            .setting(BucketSetting.ENCRYPTION, ServerSideEncryptionConfiguration.builder())
            .map(ServerSideEncryptionConfiguration.Builder::build)
            .orElseGet(() -> ofTheLake(bucket));
    return GetBucketEncryptionOutput.builder().serverSideEncryptionConfiguration(set).build();
  }

  private ServerSideEncryptionConfiguration ofTheLake(BucketRow bucket) {
    Encryption.Kind kind =
        store
            .vault
            .otherwise()
            .kind()
            .orElseThrow(
                () ->
                    S3Error.NO_ENCRYPTION_CONFIGURATION
                        .with("The server side encryption configuration was not found")
                        .with("BucketName", bucket.name()));
    return ServerSideEncryptionConfiguration.builder()
        .rules(
            List.of(
                ServerSideEncryptionRule.builder()
                    .applyServerSideEncryptionByDefault(
                        ServerSideEncryptionByDefault.builder()
                            .sseAlgorithm(kind.algorithm())
                            .build())
                    .bucketKeyEnabled(false)
                    .build()))
        .build();
  }
}
