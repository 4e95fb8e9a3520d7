package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.s3.ListMultipartUploadsOutput;
import io.tarn.api.s3.ListMultipartUploadsRequest;
import io.tarn.api.s3.MultipartUpload;
import io.tarn.api.s3.S3Service;
import java.util.ArrayList;
import java.util.List;

final class ListMultipartUploads
    implements Operation<ListMultipartUploadsRequest, ListMultipartUploadsOutput> {
  private final Store store;

  ListMultipartUploads(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public OperationModel<ListMultipartUploadsRequest, ListMultipartUploadsOutput> model() {
    return S3Service.LIST_MULTIPART_UPLOADS;
  }

  @Override
  public AccessRule<ListMultipartUploadsRequest> access() {
    return (input, call) -> List.of(store.access("s3:ListBucketMultipartUploads", input.bucket()));
  }

  @Override
  public ListMultipartUploadsOutput apply(ListMultipartUploadsRequest input, Call call) {
    BucketRow bucket = store.bucket(input.bucket(), input.expectedBucketOwner(), call);
    Pages.Text text = Pages.text(input.encodingType());
    int limit = Pages.size(input.maxUploads(), "max-uploads", store.limits);
    UploadListing.Query query =
        new UploadListing.Query(
            Pages.orEmpty(input.prefix()),
            Pages.orEmpty(input.delimiter()),
            Pages.orEmpty(input.keyMarker()),
            Pages.orEmpty(input.uploadIdMarker()),
            limit);
    UploadListing.Found found =
        store.ledger.read(tx -> UploadListing.list(tx, bucket.name(), query));
    List<MultipartUpload> shown = new ArrayList<>();
    for (Uploads.Upload upload : found.uploads()) {
      shown.add(
          MultipartUpload.builder()
              .uploadId(upload.id())
              .key(text.show(upload.key()))
              .initiated(Store.seconds(upload.initiated()))
              .storageClass(upload.attributes().storageClassName())
              .owner(store.rights.shownOwner(bucket, upload.acl()))
              .initiator(Uploads.shownInitiator(upload))
              .checksumAlgorithm(upload.algorithm().map(Enum::name).orElse(null))
              .checksumType(upload.algorithm().isPresent() ? upload.checksumType() : null)
              .build());
    }
    return ListMultipartUploadsOutput.builder()
        .bucket(bucket.name())
        .prefix(text.show(Pages.orEmpty(input.prefix())))
        .delimiter(text.showOrNull(input.delimiter()))
        .keyMarker(text.show(Pages.orEmpty(input.keyMarker())))
        .uploadIdMarker(Pages.orEmpty(input.uploadIdMarker()))
        .maxUploads(limit)
        .encodingType(input.encodingType())
        .isTruncated(found.nextKey().isPresent())
        .nextKeyMarker(found.nextKey().map(text::show).orElse(null))
        .nextUploadIdMarker(found.nextUpload().orElse(null))
        .uploads(shown)
        .commonPrefixes(Pages.prefixes(found.prefixes(), text))
        .build();
  }
}
