package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.s3.CopyPartResult;
import io.tarn.api.s3.S3Service;
import io.tarn.api.s3.UploadPartCopyOutput;
import io.tarn.api.s3.UploadPartCopyRequest;
import io.tarn.kernel.Checksum;
import io.tarn.store.crypt.CustomerKey;
import io.tarn.store.crypt.Opener;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

final class UploadPartCopy implements Operation<UploadPartCopyRequest, UploadPartCopyOutput> {
  private final Store store;

  UploadPartCopy(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public OperationModel<UploadPartCopyRequest, UploadPartCopyOutput> model() {
    return S3Service.UPLOAD_PART_COPY;
  }

  @Override
  public AccessRule<UploadPartCopyRequest> access() {
    return (input, call) -> {
      CopySource source = CopySource.parse(input.copySource());
      return List.of(
          store
              .access("s3:PutObject", input.bucket(), input.key())
              .withContext("s3:x-amz-copy-source", source.text()),
          store.access("s3:GetObject", source.bucket(), source.key(), source.versionId()));
    };
  }

  @Override
  public UploadPartCopyOutput apply(UploadPartCopyRequest input, Call call) {
    BucketRow bucket = store.bucket(input.bucket(), input.expectedBucketOwner(), call);
    Parts.checkNumber(store, input.partNumber());
    Uploads.Upload upload =
        store.ledger.read(tx -> Uploads.loadOpen(tx, bucket.name(), input.key(), input.uploadId()));
    CopySource source = CopySource.parse(input.copySource());
    BucketRow sourceBucket = store.bucket(source.bucket(), input.expectedSourceBucketOwner(), call);
    Encryptions.Plan plan = Encryptions.part(store, call, upload, input);
    Objects.Hold hold = store.holds.hold();
    Reads.Opened opened;
    StoredBytes stored;
    try {
      opened = Reads.read(store, call, sourceBucket, source.key(), source.versionId());
      new Reads.Conditions(
              input.copySourceIfMatch(),
              input.copySourceIfNoneMatch(),
              input.copySourceIfModifiedSince(),
              input.copySourceIfUnmodifiedSince())
          .checkSource(opened.row());
      Reads.Range range = range(input.copySourceRange(), opened.row().size());
      Opener opener = Encryptions.opener(store, call, opened, CustomerKey.of(input, "CopySource"));
      stored =
          store.payloads.take(
              new StoredBody(
                  store.blobs, opened.blob(), range.offset(), range.length(), opener, hold),
              EnumSet.of(upload.algorithm().orElse(Checksum.CRC64NVME)),
              plan.sealing());
    } finally {
      hold.close();
    }
    Parts.put(store, upload, input.partNumber(), stored, call);
    CopyPartResult.Builder result =
        CopyPartResult.builder()
            .eTag(ETags.quote(stored.etag()))
            .lastModified(Store.seconds(call.now()));
    Checks.set(result, Parts.shown(upload, stored), null);
    UploadPartCopyOutput.Builder output =
        UploadPartCopyOutput.builder()
            .copyPartResult(result.build())
            .copySourceVersionId(Store.shown(sourceBucket, opened.row()));
    plan.answer(output);
    return output.build();
  }

  /** Here a range must be one with both ends, inside the object. */
  private static Reads.Range range(@Nullable String header, long size) {
    if (header == null) {
      return new Reads.Range(0, size);
    }
    if (!header.matches("bytes=[0-9]{1,18}-[0-9]{1,18}")) {
      throw S3Error.invalidArgument(
          "The x-amz-copy-source-range value must be of the form bytes=first-last where first and"
              + " last are the zero-based offsets of the first and last bytes to copy",
          "x-amz-copy-source-range",
          header);
    }
    long last = Long.parseLong(header.substring(header.indexOf('-') + 1));
    long first = Long.parseLong(header.substring(6, header.indexOf('-')));
    if (last >= size || first > last) {
      throw S3Error.invalidArgument(
          "Range specified is not valid for source object of size: " + size,
          "x-amz-copy-source-range",
          header);
    }
    return Reads.range(header, size).orElseThrow(() -> Reads.unsatisfiable(header, size));
  }
}
