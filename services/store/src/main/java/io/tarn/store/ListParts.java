package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.s3.ListPartsOutput;
import io.tarn.api.s3.ListPartsRequest;
import io.tarn.api.s3.Part;
import io.tarn.api.s3.S3Service;
import io.tarn.store.lifecycle.Expiry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

final class ListParts implements Operation<ListPartsRequest, ListPartsOutput> {
  private final Store store;

  ListParts(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public OperationModel<ListPartsRequest, ListPartsOutput> model() {
    return S3Service.LIST_PARTS;
  }

  @Override
  public AccessRule<ListPartsRequest> access() {
    return (input, call) ->
        List.of(
            store.uploadAccess(
                "s3:ListMultipartUploadParts", input.bucket(), input.key(), input.uploadId()));
  }

  @Override
  public ListPartsOutput apply(ListPartsRequest input, Call call) {
    BucketRow bucket = store.bucket(input.bucket(), input.expectedBucketOwner(), call);
    int limit = Pages.size(input.maxParts(), "max-parts", store.limits);
    int marker = input.partNumberMarker() == null ? 0 : input.partNumberMarker();
    if (marker < 0) {
      throw S3Error.invalidArgument(
          "Argument part-number-marker must be an integer between 0 and 2147483647",
          "part-number-marker",
          Integer.toString(marker));
    }
    ListPartsOutput.Builder output = ListPartsOutput.builder();
    List<Uploads.Part> found =
        store.ledger.read(
            tx -> {
              Uploads.Upload upload =
                  Uploads.loadOpen(tx, bucket.name(), input.key(), input.uploadId());
              Optional<Expiry> abort =
                  store.lifecycles.abort(bucket, upload.key(), upload.initiated());
              output
                  .abortDate(abort.map(Expiry::date).orElse(null))
                  .abortRuleId(abort.map(Expiry::ruleId).orElse(null))
                  .storageClass(upload.attributes().storageClassName())
                  .initiator(Uploads.shownInitiator(upload));
              output.owner(store.rights.shownOwner(bucket, upload.acl()));
              if (upload.algorithm().isPresent()) {
                output
                    .checksumAlgorithm(upload.algorithm().get().name())
                    .checksumType(upload.checksumType());
              }
              return Uploads.parts(tx, upload.id(), marker, limit + 1);
            });
    boolean more = found.size() > limit;
    List<Part> shown = new ArrayList<>();
    for (Uploads.Part part : more ? found.subList(0, limit) : found) {
      Part.Builder one =
          Part.builder()
              .partNumber(part.number())
              .lastModified(Store.seconds(part.modified()))
              .eTag(ETags.quote(part.etag()))
              .size(part.size());
      Checks.set(one, part.checksums(), null);
      shown.add(one.build());
    }
    return output
        .bucket(input.bucket())
        .key(input.key())
        .uploadId(input.uploadId())
        .maxParts(limit)
        .partNumberMarker(marker)
        .nextPartNumberMarker(shown.isEmpty() ? marker : found.get(shown.size() - 1).number())
        .isTruncated(more)
        .parts(shown)
        .build();
  }
}
