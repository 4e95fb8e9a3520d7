package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.StructureJson;
import io.tarn.api.Validation;
import io.tarn.api.s3.PutBucketEncryptionRequest;
import io.tarn.api.s3.PutBucketEncryptionResponse;
import io.tarn.api.s3.S3Service;
import io.tarn.api.s3.ServerSideEncryptionByDefault;
import io.tarn.api.s3.ServerSideEncryptionConfiguration;
import io.tarn.api.s3.ServerSideEncryptionRule;
import io.tarn.kernel.ServiceError;
import java.util.List;

/** Says how objects are encrypted that ask for nothing. What is there already stays as it is. */
final class PutBucketEncryption
    implements Operation<PutBucketEncryptionRequest, PutBucketEncryptionResponse> {
  private final Store store;

  PutBucketEncryption(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public OperationModel<PutBucketEncryptionRequest, PutBucketEncryptionResponse> model() {
    return S3Service.PUT_BUCKET_ENCRYPTION;
  }

  @Override
  public AccessRule<PutBucketEncryptionRequest> access() {
    return (input, call) -> List.of(store.access("s3:PutEncryptionConfiguration", input.bucket()));
  }

  @Override
  public PutBucketEncryptionResponse apply(PutBucketEncryptionRequest input, Call call) {
    store.bucket(input.bucket(), input.expectedBucketOwner(), call);
    ServerSideEncryptionConfiguration set = input.serverSideEncryptionConfiguration();
    check(set);
    store.buckets.set(input.bucket(), BucketSetting.ENCRYPTION, StructureJson.write(set));
    return PutBucketEncryptionResponse.builder().build();
  }

  private static void check(ServerSideEncryptionConfiguration set) {
    if (set.rules().size() != 1) {
      throw malformed();
    }
    ServerSideEncryptionRule rule = set.rules().getFirst();
    if (rule.blockedEncryptionTypes() != null) {
      throw S3Error.notImplemented("BlockedEncryptionTypes");
    }
    ServerSideEncryptionByDefault how = rule.applyServerSideEncryptionByDefault();
    if (how == null) {
      throw malformed();
    }
    String algorithm = how.sseAlgorithm();
    switch (algorithm) {
      case "AES256" -> {
        if (how.kmsMasterKeyID() != null) {
          throw S3Error.invalidArgument(
              "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or"
                  + " aws:kms:dsse",
              "KMSMasterKeyID",
              how.kmsMasterKeyID());
        }
      }
      case "aws:kms" -> {
        if (how.kmsMasterKeyID() != null && how.kmsMasterKeyID().isBlank()) {
          throw malformed();
        }
      }
      case "aws:kms:dsse", "aws:fsx" -> throw S3Error.notImplemented("SSEAlgorithm " + algorithm);
      default -> throw malformed();
    }
  }

  private static ServiceError malformed() {
    return Validation.malformedXml();
  }
}
