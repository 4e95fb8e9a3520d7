package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.s3.AbortMultipartUploadOutput;
import io.tarn.api.s3.AbortMultipartUploadRequest;
import io.tarn.api.s3.S3Service;
import java.util.List;

final class AbortMultipartUpload
    implements Operation<AbortMultipartUploadRequest, AbortMultipartUploadOutput> {
  private final Store store;

  AbortMultipartUpload(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public OperationModel<AbortMultipartUploadRequest, AbortMultipartUploadOutput> model() {
    return S3Service.ABORT_MULTIPART_UPLOAD;
  }

  @Override
  public AccessRule<AbortMultipartUploadRequest> access() {
    return (input, call) ->
        List.of(
            store.uploadAccess(
                "s3:AbortMultipartUpload", input.bucket(), input.key(), input.uploadId()));
  }

  @Override
  public AbortMultipartUploadOutput apply(AbortMultipartUploadRequest input, Call call) {
    BucketRow bucket = store.bucket(input.bucket(), input.expectedBucketOwner(), call);
    store.ledger.commit(
        tx -> {
          Uploads.Upload upload =
              Uploads.loadOpen(tx, bucket.name(), input.key(), input.uploadId());
          Uploads.end(tx, upload, null, call.now(), call.traceId());
          return upload;
        });
    return AbortMultipartUploadOutput.builder().build();
  }
}
