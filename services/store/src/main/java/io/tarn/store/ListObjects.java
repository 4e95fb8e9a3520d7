package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.Access;
import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.s3.ListObjectsOutput;
import io.tarn.api.s3.ListObjectsRequest;
import io.tarn.api.s3.S3Service;
import java.util.List;

final class ListObjects implements Operation<ListObjectsRequest, ListObjectsOutput> {
  private final Store store;

  ListObjects(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public OperationModel<ListObjectsRequest, ListObjectsOutput> model() {
    return S3Service.LIST_OBJECTS;
  }

  @Override
  public AccessRule<ListObjectsRequest> access() {
    return (input, call) -> {
      Access access = store.access("s3:ListBucket", input.bucket());
      access = Puts.with(access, "s3:prefix", input.prefix() == null ? "" : input.prefix());
      access = Puts.with(access, "s3:delimiter", input.delimiter());
      return List.of(
          input.maxKeys() == null
              ? access
              : access.withContext("s3:max-keys", Integer.toString(input.maxKeys())));
    };
  }

  @Override
  public ListObjectsOutput apply(ListObjectsRequest input, Call call) {
    BucketRow bucket = store.bucket(input.bucket(), input.expectedBucketOwner(), call);
    Pages.Text text = Pages.text(input.encodingType());
    int limit = Pages.size(input.maxKeys(), "max-keys", store.limits);
    String delimiter = Pages.orEmpty(input.delimiter());
    Listing.Query query =
        new Listing.Query(
            Pages.orEmpty(input.prefix()), delimiter, Pages.orEmpty(input.marker()), limit);
    Listing.Found found = store.ledger.read(tx -> Listing.current(tx, bucket.name(), query));
    return ListObjectsOutput.builder()
        .name(bucket.name())
        // As it came: of this form's members botocore decodes all but this one.
        .prefix(Pages.orEmpty(input.prefix()))
        .delimiter(text.showOrNull(input.delimiter()))
        .marker(text.show(Pages.orEmpty(input.marker())))
        .maxKeys(limit)
        .encodingType(input.encodingType())
        .isTruncated(found.next().isPresent())
        .nextMarker(delimiter.isEmpty() ? null : found.next().map(text::show).orElse(null))
        .contents(Pages.objects(found.rows(), text, store.rights.owners(bucket)))
        .commonPrefixes(Pages.prefixes(found.prefixes(), text))
        .build();
  }
}
