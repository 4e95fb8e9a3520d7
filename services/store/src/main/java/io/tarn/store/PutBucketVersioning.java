package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.Validation;
import io.tarn.api.s3.PutBucketVersioningRequest;
import io.tarn.api.s3.PutBucketVersioningResponse;
import io.tarn.api.s3.S3Service;
import java.util.List;

final class PutBucketVersioning
    implements Operation<PutBucketVersioningRequest, PutBucketVersioningResponse> {
  private final Store store;

  PutBucketVersioning(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public OperationModel<PutBucketVersioningRequest, PutBucketVersioningResponse> model() {
    return S3Service.PUT_BUCKET_VERSIONING;
  }

  @Override
  public AccessRule<PutBucketVersioningRequest> access() {
    return (input, call) -> List.of(store.access("s3:PutBucketVersioning", input.bucket()));
  }

  @Override
  public PutBucketVersioningResponse apply(PutBucketVersioningRequest input, Call call) {
    store.bucket(input.bucket(), input.expectedBucketOwner(), call);
    Refusals.mfa(input.mfa());
    String mfaDelete = input.versioningConfiguration().mfaDelete();
    if (mfaDelete != null && !mfaDelete.equals("Disabled")) {
      throw S3Error.notImplemented("MfaDelete");
    }
    String status = input.versioningConfiguration().status();
    if (status == null) {
      throw S3Error.ILLEGAL_VERSIONING_CONFIGURATION.with(
          "The Versioning element must be specified");
    }
    Versioning versioning =
        switch (status) {
          case "Enabled" -> Versioning.ENABLED;
          case "Suspended" -> Versioning.SUSPENDED;
          default -> throw Validation.malformedXml();
        };
    store.buckets.change(
        input.bucket(),
        tx -> {
          BucketRow bucket = Buckets.load(tx, input.bucket());
          if (versioning != Versioning.ENABLED && Locks.isEnabled(bucket)) {
            throw S3Error.INVALID_BUCKET_STATE.with(
                "An Object Lock configuration is present on this bucket, so the versioning state"
                    + " cannot be changed.");
          }
          return Buckets.setVersioning(tx, input.bucket(), versioning);
        });
    return PutBucketVersioningResponse.builder().build();
  }
}
