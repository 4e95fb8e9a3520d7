package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.s3.CompleteMultipartUploadOutput;
import io.tarn.api.s3.CompleteMultipartUploadRequest;
import io.tarn.api.s3.S3Service;
import io.tarn.store.crypt.CustomerKey;
import io.tarn.store.crypt.Encryption;
import io.tarn.store.crypt.Vault;
import java.util.List;
import java.util.Optional;

/** Makes an object of parts: its bytes are the list of their blobs, nothing is copied. */
final class CompleteMultipartUpload
    implements Operation<CompleteMultipartUploadRequest, CompleteMultipartUploadOutput> {
  private final Store store;

  CompleteMultipartUpload(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public OperationModel<CompleteMultipartUploadRequest, CompleteMultipartUploadOutput> model() {
    return S3Service.COMPLETE_MULTIPART_UPLOAD;
  }

  @Override
  public AccessRule<CompleteMultipartUploadRequest> access() {
    return (input, call) -> List.of(store.access("s3:PutObject", input.bucket(), input.key()));
  }

  @Override
  public CompleteMultipartUploadOutput apply(CompleteMultipartUploadRequest input, Call call) {
    BucketRow bucket = store.bucket(input.bucket(), input.expectedBucketOwner(), call);
    WriteCondition condition = WriteCondition.of(input.ifMatch(), input.ifNoneMatch());
    Origin origin = Origin.of(call);
    long blob = store.blobs.stage();
    try {
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        Completion completion = store.ledger.read(tx -> Completion.plan(tx, store, input));
        Optional<Encryption> encryption = completion.upload().attributes().encryption();
        checkKey(completion.upload(), encryption, CustomerKey.of(input, ""));
        if (completion.repeated().isPresent()) {
          return output(input, call, completion.repeated().get(), encryption).build();
        }
        Optional<VersionRow> row =
            store.ledger.commit(
                tx -> completion.commit(tx, store, bucket.name(), blob, condition, origin));
        if (row.isPresent()) {
          return output(input, call, Completion.Result.of(row.get()), encryption)
              .expiration(store.lifecycles.expiration(bucket, row.get()))
              .build();
        }
      }
    } finally {
      store.blobs.settle(blob);
    }
    throw S3Error.CONDITIONAL_REQUEST_CONFLICT.with(
        "Parts of the upload changed while it was completed: try again.");
  }

  /** Parts that arrive while a completion is being decided make it start again. */
  private static final int ATTEMPTS = 5;

  /**
   * A customer's key is needed again where S3 combines checksums, which it keeps encrypted with the
   * object; where it is sent without need it must be the right one all the same.
   */
  private static void checkKey(
      Uploads.Upload upload, Optional<Encryption> encryption, Optional<CustomerKey> customer) {
    if (customer.isPresent() || upload.algorithm().isPresent()) {
      Vault.checkPart(encryption, customer);
    }
  }

  private static CompleteMultipartUploadOutput.Builder output(
      CompleteMultipartUploadRequest input,
      Call call,
      Completion.Result result,
      Optional<Encryption> encryption) {
    CompleteMultipartUploadOutput.Builder output =
        CompleteMultipartUploadOutput.builder()
            .bucket(input.bucket())
            .key(input.key())
            .location(call.transport().endpoint() + "/" + input.bucket() + "/" + input.key())
            .eTag(ETags.quote(result.etag()))
            .versionId(
                result.versionId().equals(VersionRow.NULL_VERSION) ? null : result.versionId());
    Checks.set(output, result.checksums(), result.checksumType());
    encryption.ifPresent(how -> how.answer(output, Optional.empty()));
    return output;
  }
}
